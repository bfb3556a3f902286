// The script tag reads the same schemas by a smaller interpreter: both must come to the same verdict on any value.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import fc from 'fast-check';
import * as v from 'valibot';
import * as agreement from '../../src/protocol/agreement.js';
import * as light from '../../src/protocol/light-valibot.js';
import * as problem from '../../src/protocol/problem.js';
import * as receipt from '../../src/protocol/receipt.js';
import * as results from '../../src/protocol/record-results.js';
import * as record from '../../src/protocol/record.js';
import * as standing from '../../src/protocol/standing.js';
import * as appeal from '../../src/protocol/appeal.js';
import * as item from '../../src/outbox/item.js';

const MODULES: Record<string, object> = {
  'protocol/agreement': agreement,
  'protocol/problem': problem,
  'protocol/receipt': receipt,
  'protocol/record': record,
  'protocol/record-results': results,
  'protocol/appeal': appeal,
  'protocol/standing': standing,
  'outbox/item': item,
};
const root = fileURLToPath(new URL('../../', import.meta.url));
const twins = await readLightly();

describe('the light reading of schemas', () => {
  for (const [name, schema, twin] of pairs()) {
    it(`judges any value as valibot does: ${name}`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue({maxDepth: 3}), valid(schema), valid(schema).chain(damaged)), value => {
          assert.equal(light.is(twin, value), v.is(schema, value), JSON.stringify(value));
        }),
        {numRuns: 300},
      );
    });
  }

  it('takes what is valid, so that the verdicts above are not all refusals', () => {
    for (const [name, schema, twin] of pairs()) {
      const taken = fc.sample(valid(schema), 200).filter(value => light.is(twin, value));
      assert.ok(taken.length > 0, `${name}: none of 200`);
    }
  });

  it('says where a value is wrong, as valibot does', () => {
    const wrong = {made: {by: 'ui', trusted: true}, shown: {mode: 'dialog', endReached: 'yes', openMs: 0}};
    const [issue] = v.safeParse(record.DoneSchema, wrong).issues!;
    const [other] = light.safeParse(lightOf('protocol/record', 'DoneSchema'), wrong).issues!;
    assert.deepEqual(other!.path.map(({key}) => key), issue.path!.map(({key}) => key));
  });
});

type Light = Parameters<typeof light.is>[0];

function* pairs(): Generator<[string, v.GenericSchema, Light]> {
  for (const [path, module] of Object.entries(MODULES)) {
    for (const [name, schema] of Object.entries(module)) {
      if (name.endsWith('Schema')) yield [name, schema as v.GenericSchema, lightOf(path, name)];
    }
  }
}

function lightOf(path: string, name: string): Light {
  return (twins[path] as Record<string, Light>)[name]!;
}

/** The same modules, with the small interpreter in valibot's place. */
async function readLightly(): Promise<Record<string, object>> {
  const code = Object.keys(MODULES).map((path, index) => `export * as m${index} from './src/${path}.ts';`).join('\n');
  const {outputFiles} = await build({
    stdin: {contents: code, resolveDir: root},
    bundle: true,
    format: 'esm',
    write: false,
    alias: {valibot: `${root}src/protocol/light-valibot.ts`},
  });
  const modules = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`);
  return Object.fromEntries(Object.keys(MODULES).map((path, index) => [path, modules[`m${index}`]]));
}

/** Values of a schema's shape; formats of strings are met by examples. */
function valid(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  const {type, entries, item, options, literal, wrapped, key, value, pipe} = schema as never as Described;
  const format = pipe?.find(part => part.type === 'regex' || part.type === 'check');
  switch (type) {
    case 'string':
      return format ? fc.constantFrom(...EXAMPLES.filter(text => v.is(schema, text))) : fc.string({minLength: 1, maxLength: 20});
    case 'number':
      return fc.integer({min: 1, max: 100});
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constant(literal);
    case 'picklist':
      return fc.constantFrom(...(options as string[]));
    case 'optional':
    case 'nullable':
      return fc.oneof(valid(wrapped!), fc.constant(type === 'optional' ? undefined : null));
    case 'array':
      return fc.array(valid(item!), {minLength: 1, maxLength: 3});
    case 'record':
      return fc.dictionary(valid(key!) as fc.Arbitrary<string>, valid(value!), {maxKeys: 2});
    case 'variant':
      return fc.oneof(...(options as v.GenericSchema[]).map(valid));
    case 'object':
    case 'strict_object':
      return fc.record(Object.fromEntries(Object.entries(entries!).map(([name, of]) => [name, valid(of)])));
    default:
      return fc.jsonValue();
  }
}

/** A value with one thing in it changed, added or taken away. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return fc.jsonValue();
  const keys = Object.keys(value);
  return fc.tuple(fc.constantFrom(...keys, 'surplus'), fc.oneof(fc.jsonValue({maxDepth: 1}), fc.constantFrom(undefined, ...EXAMPLES)), fc.boolean()).chain(([key, other, deeper]) => {
    const inner = (value as Record<string, unknown>)[key];
    const changed = deeper && inner !== undefined ? damaged(inner) : fc.constant(other);
    return changed.map(by => (Array.isArray(value) ? [...value.slice(1), by] : {...value, [key]: by}));
  });
}

interface Described {
  type: string;
  entries?: Record<string, v.GenericSchema>;
  item?: v.GenericSchema;
  options?: unknown[];
  literal?: unknown;
  wrapped?: v.GenericSchema;
  key?: v.GenericSchema;
  value?: v.GenericSchema;
  pipe?: {type: string}[];
}

/** At least one for each format that a schema asks for. */
const EXAMPLES = [
  'terms-of-service',
  '2026-11-23T20:48:00Z',
  '2026-02-31T00:00:00Z',
  `sha256:${'0'.repeat(64)}`,
  `s_${'A'.repeat(43)}`,
  '01939e3c-5a00-7000-8000-000000000000',
  'urn:assent:problem:invalid_message',
];
