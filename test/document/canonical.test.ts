// The bytes of a document: canonical, hashed, read back.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {canonicalBytes, hashTerms} from '../../src/document/canonical.js';
import {plainText} from '../../src/document/plain-text.js';
import {readTerms} from '../../src/document/read.js';
import {AssentError} from '../../src/protocol/errors.js';
import {parse} from './outline-of.js';

const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('canonical bytes', () => {
  it('are RFC 8785: keys in order, no white space, the same for the same tree', async () => {
    const document = parse('Terms\n\n1. One\n\nÄ “words”.');
    assert.equal(
      new TextDecoder().decode(canonicalBytes(document)),
      '{"content":[{"anchor":"1","content":[{"content":["Ä “words”."],"type":"paragraph"}],"heading":["One"],"level":1,"number":"1.","type":"clause"}],"format":"assent-terms/1","id":"terms","locale":"en","title":"Terms","version":"1"}',
    );
    assert.equal(await hashTerms(document), 'sha256:13d3f64efcafa9993ccf65b06eaa3ab8f64cc9a610ba0b47554aa50b6c9dd05e');
  });

  it('are those of a well-formed text: a lone surrogate has none', () => {
    assert.equal(parse('Terms\n\n1. a\ud800b').content.length, 1);
    assert.match(new TextDecoder('utf-8', {fatal: true}).decode(canonicalBytes(parse('T\ud800\n\n1. a\ud800b', {title: 'x\udfff'}))), /a\ufffdb/);
  });

  it('are not normalised: what was written is what is hashed', async () => {
    assert.notEqual(await hashTerms(parse('Caf\u00e9\n\nx.')), await hashTerms(parse('Cafe\u0301\n\nx.')));
  });
});

describe('reading a document back', () => {
  it('gives the tree that was written', () => {
    const document = parse('# T\n\n## 1. One\n\n- a\n- b [c](https://d.example)\n');
    assert.deepEqual(readTerms(canonicalBytes(document)), document);
  });

  it('refuses what is no terms document, is no JSON or no UTF-8, and what would overflow a stack', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const wrong = ['null', '[]', '{', '{}', '""', {format: 'assent-terms/2', title: 'x', content: []}, {format: 'assent-terms/1', title: 1, content: []}, {format: 'assent-terms/1', title: 'x', content: {}}];
    for (const value of wrong) assert.throws(() => readTerms(bytesOf(value)), AssentError);
    assert.throws(() => readTerms(bytesOf(`{"format":"assent-terms/1","title":"x","content":${deep}}`)), AssentError);
    assert.throws(() => readTerms(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), AssentError);
    assert.equal(readTerms(bytesOf({format: 'assent-terms/1', title: '[[[["\\'.repeat(999), content: []})).content.length, 0);
  });
});

describe('plain text', () => {
  it('reads like the document: numbers, headings, marks of lists, cells, and targets behind their words', () => {
    const source = `Before

# Terms

Intro [here](https://a.example "T") or <https://b.example>.

## 1. One

1.1 Words,
on two lines.

- a
- b
  - c

| A | B |
|---|---|
| x | y |

> quoted

1. first
2. second

\`\`\`js
code
  more
\`\`\`
`;
    assert.equal(
      plainText(parse(source)),
      `Before

Terms

Intro here (https://a.example "T") or https://b.example.

1. One

1.1 Words,
on two lines.

- a
- b

  - c

A | B
x | y

> quoted

1. first

2. second

(js)
    code
      more
`,
    );
  });
});
