import * as v from 'valibot';
import {parseJson} from '../http/json.js';
import {Found, type Finding} from './finding.js';

type At = Pick<Finding, 'place'>;

/** JSON of the form that a schema describes; anything else is found to be damage. */
export function parsed<Schema extends v.GenericSchema>(schema: Schema, json: Uint8Array | string, what: string, where: At = {}): v.InferOutput<Schema> {
  return formed(schema, () => JSON.parse(typeof json === 'string' ? json : textOf(json)), what, where);
}

/** The same, with every key once: of one that is there twice, another reader may see the other value. */
export function parsedStrictly<Schema extends v.GenericSchema>(schema: Schema, json: Uint8Array, what: string): v.InferOutput<Schema> {
  return formed(schema, () => parseJson(new TextEncoder().encode(textOf(json))).value, what, {});
}

/** A line to the letter as an export writes it, which is the order of its schema. */
export function parsedLine<Schema extends v.GenericSchema>(schema: Schema, line: string, what: string): v.InferOutput<Schema> {
  const value = parsed(schema, line, what);
  if (JSON.stringify(value) !== line) throw notOfForm(what);
  return value;
}

/** What is said of damage. */
export function notOfForm(what: string, where: At = {}): Found {
  return new Found('archive_damaged', `${what} is not of the form that an export has.`, where);
}

function formed<Schema extends v.GenericSchema>(schema: Schema, read: () => unknown, what: string, where: At): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (error instanceof Found) throw error;
    throw new Found('archive_damaged', `${what} is not JSON, or has a key twice.`, where);
  }
  const result = v.safeParse(schema, value);
  if (!result.success) throw notOfForm(what, where);
  return result.output;
}

/** The lines of NDJSON. */
export function linesOf(data: Uint8Array): string[] {
  const lines = textOf(data).split('\n');
  if (lines.pop() !== '') throw new Found('archive_damaged', 'A part of the export ends within a line.');
  return lines;
}

function textOf(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(data);
  } catch {
    throw new Found('archive_damaged', 'A part of the export is not UTF-8.');
  }
}
