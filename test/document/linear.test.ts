// The time to parse grows with the length, not with its square. Told by the ratio of two lengths on this machine in
// this run: four times the length takes about four times the time; the square would take sixteen.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {canonicalBytes} from '../../src/document/canonical.js';
import {plainText} from '../../src/document/plain-text.js';
import {parse} from './outline-of.js';

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

/** The least time of some runs, in milliseconds: what the machine does besides only ever adds. */
function leastTime(source: string): number {
  let least = Infinity;
  for (let run = 0; run < 2; run++) {
    const start = performance.now();
    const document = parse(source);
    plainText(document);
    canonicalBytes(document);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

describe('time grows with the length', () => {
  for (const [name, [length, make]] of Object.entries(SOURCES)) {
    it(`for ${name}`, () => {
      const short = make(length);
      const long = make(4 * length);
      leastTime(short);
      // Twice over, for a busy machine: a square is a square every time.
      const ratios = [0, 1].map(() => leastTime(long) / Math.max(leastTime(short), 2));
      assert.ok(Math.min(...ratios) < 10, `four times the length took ${ratios.map(ratio => ratio.toFixed(1)).join(' and ')} times the time`);
    });
  }
});
