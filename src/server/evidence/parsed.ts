import * as v from 'valibot';
import {Found, type Finding} from './finding.js';

/** JSON of the form that a schema describes; anything else is found to be damage. */
export function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  json: Uint8Array | string,
  what: string,
  where: Pick<Finding, 'place'> = {},
): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(typeof json === 'string' ? json : textOf(json));
  } catch {
    throw new Found('archive_damaged', `${what} is not JSON.`, where);
  }
  const result = v.safeParse(schema, value);
  if (!result.success) throw new Found('archive_damaged', `${what} is not of the form that an export has.`, where);
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
