// What holds for every text: no word is lost, every number is an anchor, no link has another scheme.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {canonicalBytes, hashTerms} from '../../src/document/canonical.js';
import type {TermsDocument} from '../../src/document/model.js';
import {plainText} from '../../src/document/plain-text.js';
import {readTerms} from '../../src/document/read.js';
import {AssentError} from '../../src/protocol/errors.js';
import {clausesOf, firstLost, inlineNodesOf, parse, wordsOf} from './outline-of.js';

const RUNS = {numRuns: Number(process.env.FC_RUNS ?? 200)};

// ——— Documents as people write them ———

interface Part {
  number: string;
  words: string;
  closing?: string;
}

const english = fc.array(fc.constantFrom('the', 'parties', 'agree', 'data', 'service', 'fee', 'of', 'May', 'Section', 'we', 'U.S.', 'e.g.', '(a)', '24', '3.5', '"Service"'), {minLength: 3, maxLength: 20}).map(words => `You ${words.join(' ')}`);
const chinese = fc.array(fc.constantFrom('您', '同意', '本服务', '条款', '第三方', '(含税)', '、', '“数据”', '24小时', '一切', '30日'), {minLength: 3, maxLength: 20}).map(words => `您${words.join('')}`);
const sentence = fc.oneof(english.map(words => `${words}.`), chinese.map(words => `${words}。`), english.map(words => `${words};`), chinese.map(words => `${words}：`));

/** A shape: how many parts each clause has, four levels deep. */
const shape = fc.array(fc.array(fc.array(fc.nat({max: 2}), {maxLength: 3}), {maxLength: 3}), {minLength: 1, maxLength: 5});

/** Decimal clauses in order, with words, and here and there a paragraph of its own after. */
const clauses: fc.Arbitrary<Part[]> = shape.chain(tops => {
  const numbers = tops.flatMap((seconds, a) => [
    `${a + 1}.`,
    ...seconds.flatMap((thirds, b) => [`${a + 1}.${b + 1}`, ...thirds.flatMap((fourths, c) => [`${a + 1}.${b + 1}.${c + 1}`, ...Array.from({length: fourths}, (_, d) => `${a + 1}.${b + 1}.${c + 1}.${d + 1}`)])]),
  ]);
  return fc.tuple(...numbers.map(number => fc.record({number: fc.constant(number), words: sentence, closing: fc.option(sentence, {nil: undefined, freq: 4})})));
});

function checkNumbers(document: TermsDocument, parts: readonly Part[]): void {
  const expected = parts.map(({number}) => {
    const anchor = number.replace(/\.$/, '');
    return `${anchor} ${number} ${anchor.split('.').length}`;
  });
  assert.deepEqual(
    clausesOf(document.content).map(({anchor, number, level}) => `${anchor} ${number} ${level}`),
    expected,
  );
}

function checkWords(document: TermsDocument, source: string): void {
  const lost = firstLost(wordsOf(source), plainText(document));
  assert.equal(lost, undefined, `lost: ${lost}`);
}

describe('every numbered text', () => {
  it('keeps its words in order and its numbers as anchors at their depth, as plain text', () => {
    fc.assert(
      fc.property(clauses, fc.constantFrom('\n\n', '\n', '\r\n\r\n'), fc.constantFrom('', '  ', '\u3000\u3000', '\t'), (parts, gap, indent) => {
        // Without empty lines, a paragraph of its own goes on in the paragraph before.
        const lines = parts.flatMap(({number, words, closing}) => [`${indent}${number} ${words}`, ...(closing ? [`${indent}${closing}`] : [])]);
        const source = ['服务条款 Terms', ...lines].join(gap);
        const document = parse(source, {format: 'text'});
        checkWords(document, source);
        checkNumbers(document, parts);
      }),
      RUNS,
    );
  });

  it('does so as Markdown, with numbers in headings, in bold or in paragraphs', () => {
    const forms = fc.infiniteStream(fc.constantFrom('paragraph', 'escaped', 'strong'));
    fc.assert(
      fc.property(clauses, forms, fc.boolean(), (parts, form, headings) => {
        const lines = parts.flatMap(({number, words, closing}) => {
          const depth = number.replace(/\.$/, '').split('.').length;
          const escaped = number.replace(/\.$/, '\\.');
          const text = words.replaceAll('(a)', '\\(a)');
          if (headings && depth <= 2) return [`${'#'.repeat(depth + 1)} ${escaped} Heading`, text, ...(closing ? [closing] : [])];
          const written = form.next().value === 'strong' ? `**${escaped}** ${text}` : `${escaped} ${text}`;
          return [written, ...(closing ? [closing] : [])];
        });
        const source = ['# Terms', ...lines].join('\n\n');
        const document = parse(source, {format: 'markdown'});
        checkWords(document, source);
        checkNumbers(document, parts);
      }),
      RUNS,
    );
  });

  it('does so with 条 and （一）', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(chinese, fc.nat({max: 4})), {minLength: 1, maxLength: 10}), articles => {
        const han = [...'一二三四五六七八九十'];
        const source = ['用户协议', ...articles.flatMap(([words, items], index) => [`第${han[index]}条 ${words}：`, ...Array.from({length: items}, (_, item) => `（${han[item]}）${words}；`)])].join('\n\n');
        const document = parse(source);
        checkWords(document, source);
        assert.deepEqual(
          clausesOf(document.content).map(({anchor, level}) => `${anchor} ${level}`),
          articles.flatMap(([, items], index) => [`第${han[index]}条 1`, ...Array.from({length: items}, (_, item) => `第${han[index]}条（${han[item]}） 2`)]),
        );
      }),
      RUNS,
    );
  });
});

// ——— Anything at all ———

const pieces = fc.constantFrom(
  '\n', '\n\n', ' ', '    ', '\t', '# ', '## ', '===\n', '---\n', '- ', '* ', '1. ', '2) ', '> ', '**', '*', '_', '__', '~~', '`', '```\n', '[', ']', '](', '](https://a.example)', '](http://a.example "t")', '](javascript:x)', '](data:y)', '(', ')',
  '![', '[^1]', '[^1]: ', '[r]: https://r.example "T"\n', '[r]: http://r.example\n', '[r]', '[x][r]', '<', '>', '<b>', '</b>', '<!-- ', ' -->', '<script>', '<https://b.example>', '<javascript:x>', 'www.c.example', 'https://d.example', 'e@f.example', '|', '| - | - |\n', '\\', '&amp;', '&#106;', '&nbsp;',
  'javascript:alert(1)', '1.1 ', '(a) ', '（一）', '第一条 ', 'Article 1 ', '①', '- [x] ', ':', ';', '。', '\u00a0', '\u3000', '\ud800', '\u0000', 'é', '𝒳', '한국',
);
const word = fc.oneof(fc.constantFrom('words', 'Terms', '条款', '数据', 'fee', '42'), fc.string({maxLength: 6, unit: 'grapheme'}));
const anything = fc.oneof(fc.string({unit: 'binary', maxLength: 200}), fc.array(fc.oneof(pieces, word), {maxLength: 60}).map(parts => parts.join('')));
const format = fc.constantFrom<('text' | 'markdown' | undefined)[]>('text', 'markdown', undefined);

/** Parses, or is told why not: only sources without words and what begins like front matter may be refused. */
function parseAnything(source: string, as: 'text' | 'markdown' | undefined): TermsDocument | undefined {
  try {
    return parse(source, {format: as});
  } catch (error) {
    assert.ok(error instanceof AssentError && error.code === 'terms_invalid', String(error));
    assert.ok(!/[\p{L}\p{N}]/u.test(source) || /^\ufeff?---/.test(source), `refused: ${error.message}`);
    return undefined;
  }
}

describe('anything at all', () => {
  it('is never an error but where it has no words, and keeps its words as plain text', () => {
    fc.assert(
      fc.property(anything, source => {
        const document = parseAnything(source, 'text');
        if (document && !source.startsWith('---')) checkWords(document, source.replace(/[\ud800-\udfff]/gu, '\ufffd'));
      }),
      RUNS,
    );
  });

  it('keeps its words as Markdown, but for what is only written to be looked up', () => {
    fc.assert(
      fc.property(anything, source => {
        const document = parseAnything(source, 'markdown');
        // Labels and definitions that a link uses are syntax; entities are decoded; a target is not said twice.
        if (document && !/\[r\]|&|^---|\ufeff|\u0000|\]\(|!\[|^\s*\S*1[.)]/m.test(source)) checkWords(document, source.replace(/[\ud800-\udfff]/gu, '\ufffd'));
      }),
      {numRuns: RUNS.numRuns * 2},
    );
  });

  it('has no link but to https:, mailto: and tel:, and no two clauses with one anchor', () => {
    fc.assert(
      fc.property(anything, format, (source, as) => {
        const document = parseAnything(source, as);
        if (!document) return;
        const blocks = [...(document.preamble ?? []), ...document.content];
        for (const node of inlineNodesOf(blocks)) if (node.type === 'link') assert.match(node.href, /^(https:\/\/|mailto:|tel:)[^\s]+$/i);
        const anchors = clausesOf(blocks).map(({anchor}) => anchor);
        assert.equal(new Set(anchors).size, anchors.length);
        assert.ok(anchors.every(Boolean));
      }),
      {numRuns: RUNS.numRuns * 2},
    );
  });

  it('has one tree, one hash, and bytes that give the tree back', async () => {
    await fc.assert(
      fc.asyncProperty(anything, format, async (source, as) => {
        const document = parseAnything(source, as);
        if (!document) return;
        const again = parse(source, {format: as});
        assert.deepEqual(again, document);
        assert.equal(await hashTerms(again), await hashTerms(document));
        assert.deepEqual(readTerms(canonicalBytes(document)), document);
      }),
      RUNS,
    );
  });

  it('reads the same with any line ends and with a byte order mark', () => {
    fc.assert(
      fc.property(anything, format, (source, as) => {
        const plain = source.replace(/\r\n?/g, '\n').replace(/^\ufeff+/, '');
        const document = parseAnything(plain, as);
        if (document) assert.deepEqual(parse(`\ufeff${plain.replaceAll('\n', '\r\n')}`, {format: as}), document);
      }),
      RUNS,
    );
  });
});
