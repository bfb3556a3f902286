// Sources made to do harm: scripts, links, prototypes of numbers; nesting and repetition without end.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {canonicalBytes} from '../../src/document/canonical.js';
import {isLinkTarget} from '../../src/document/links.js';
import {plainText} from '../../src/document/plain-text.js';
import {readTerms} from '../../src/document/read.js';
import {firstLost, inlineNodesOf, outlineOf, parse, wordsOf} from './outline-of.js';

describe('what could run', () => {
  it('is text', () => {
    const source = '# T\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(2)> and <a href="javascript:alert(3)">x</a>\n\n<svg/onload=alert(4)>\n';
    assert.deepEqual(outlineOf(parse(source).content), ['<script>alert(1)</script>', '<img src=x onerror=alert(2)> and <a href="javascript:alert(3)">x</a>', '<svg/onload=alert(4)>']);
  });

  it('is no link, however its scheme is written', () => {
    const targets = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', '&#106;avascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc', 'blob:x', '//a.example', 'http://a.example', 'https:a', '\u0001https://a.example', 'https://a\u0009b.example', ' https://a b'];
    for (const target of targets) assert.equal(isLinkTarget(target), false, target);
    const source = ['# T', ...targets.flatMap(target => [`[x](${target})`, `[x](<${target}>)`, `<${target}>`, `![x](${target})`, `[r][r]\n\n[r]: <${target.replace(/\s/g, '')}>`])].join('\n\n');
    const links = inlineNodesOf(parse(source).content).filter(node => node.type === 'link');
    assert.deepEqual(links.filter(({href}) => !/^https:\/\//.test(href)), []);
  });
});

describe('nesting and repetition', () => {
  const deep: Record<string, string> = {
    quotes: '> '.repeat(10_000) + 'end',
    bullets: '- '.repeat(10_000) + 'end',
    numbers: '1. '.repeat(10_000) + 'end',
    'bullets line by line': Array.from({length: 1000}, (_, depth) => `${'  '.repeat(depth)}- a${depth}`).join('\n'),
    brackets: '['.repeat(10_000) + 'end' + ']'.repeat(10_000),
    links: '[a]('.repeat(10_000) + 'end',
    images: '!['.repeat(10_000) + 'end',
    asterisks: '*a '.repeat(10_000) + 'end',
    'strong in strong': '**a _b '.repeat(5000) + 'end' + '_ **'.repeat(5000),
    entities: '&amp;'.repeat(10_000) + 'end',
    'numbers in text': Array.from({length: 500}, (_, depth) => `${'1.'.repeat(Math.min(depth + 1, 8))} a${depth}`).join('\n'),
  };

  for (const [name, source] of Object.entries(deep)) {
    it(`of ${name} overflows nothing and loses no word`, () => {
      for (const format of ['markdown', 'text'] as const) {
        const document = parse(`# Terms\n\n${source}\n`, {format});
        const lost = firstLost(wordsOf(source.replaceAll('&amp;', '&')), plainText(document));
        assert.equal(lost, undefined);
        assert.deepEqual(readTerms(canonicalBytes(document)), document);
      }
    });
  }

  it('of one paragraph without end keeps its marks where it is cut to be parsed', () => {
    const sentence = 'The **parties** [agree](https://a.example) to `all` of it, and 您同意。 ';
    const document = parse(`# T\n\n${sentence.repeat(3000)}`);
    const [paragraph, ...more] = document.content;
    assert.deepEqual(more, []);
    assert.equal(inlineNodesOf([paragraph!]).filter(({type}) => type === 'link').length, 3000);
    assert.equal(inlineNodesOf([paragraph!]).filter(({type}) => type === 'strong').length, 3000);
    const item = parse(`# T\n\n- ${sentence.repeat(500)}\n- b\n`).content;
    assert.equal(inlineNodesOf(item).filter(({type}) => type === 'link').length, 500);
  });
});
