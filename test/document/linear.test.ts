// The work of parsing grows with the length, not with its square. Told by the ratio of two lengths in this run: four
// times the length takes about four times the processor's time; the square would take sixteen.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {canonicalBytes} from '../../src/document/canonical.js';
import {plainText} from '../../src/document/plain-text.js';
import {parse} from './outline-of.js';
import {isLinear, workRatio} from './work-ratio.js';

const WORDS = 'The parties agree to the following terms and conditions, in writing, without exception.';

function clauses(length: number, written: (number: string, words: string) => string): string {
  const parts = ['Terms of Service\n\n'];
  let size = 0;
  for (let top = 1; size < length; top++) {
    for (let part = 0; part < 10; part++) {
      const words = written(part === 0 ? `${top}.` : `${top}.${part}`, part === 0 ? 'Heading' : WORDS);
      parts.push(words);
      size += words.length;
    }
  }
  return parts.join('');
}

const fill = (unit: string) => (length: number) => `# Terms\n\n${unit.repeat(Math.ceil(length / unit.length))}\n`;

/** Kinds of sources, and the shorter of the two lengths, in characters: long enough to tell a square from a line. */
const SOURCES: Record<string, [length: number, make: (length: number) => string]> = {
  'clauses as plain text': [250_000, length => clauses(length, (number, words) => `${number} ${words}\n\n`)],
  'clauses as Markdown': [20_000, length => clauses(length, (number, words) => (number.endsWith('.') ? `## ${number} ${words}\n\n` : `**${number}** ${words} [x](https://a.example)\n\n`))],
  'one paragraph of plain text': [500_000, length => `Terms\n\n1. ${WORDS.repeat(length / WORDS.length)}`],
  'one paragraph of Markdown': [20_000, fill('The **parties** [agree](https://a.example) to it. ')],
  'a list': [20_000, fill('1. The parties **agree** to it.\n')],
  'lists between paragraphs': [20_000, fill('The parties agree:\n\n- to it\n- in writing\n\n')],
  'underlined headings': [20_000, fill('The parties\n-----------\n\nThey agree.\n\n')],
  'a table': [10_000, fill('| The parties | agree |\n| --- | --- |\n')],
  'lines that end with semicolons': [100_000, length => `Terms\n\n1. You must not:\n${'do a thing;\n'.repeat(length / 12)}`],
  'opening brackets': [15_000, fill('[')],
  'closing brackets': [15_000, fill(']')],
  asterisks: [15_000, fill('**a')],
  'open comments': [15_000, fill('<!-- ')],
  'open attributes': [15_000, fill('<a b="')],
  'open titles': [15_000, fill('[a](b "')],
  'lazy lines': [6000, length => `# Terms\n\n>>>> a\n${'b\n'.repeat(length / 2)}`],
  spaces: [200_000, length => `# Terms\n\na${' '.repeat(length)}b`],
};

describe('the work grows with the length', () => {
  for (const [name, [length, make]] of Object.entries(SOURCES)) {
    it(`for ${name}`, () => {
      const [short, long] = [make(length), make(4 * length)];
      const ratio = workRatio(() => publish(short), () => publish(long));
      assert.ok(isLinear(ratio), `four times the length took ${ratio.toFixed(1)} times the work`);
    });
  }
});

function publish(source: string): void {
  const document = parse(source);
  plainText(document);
  canonicalBytes(document);
}
