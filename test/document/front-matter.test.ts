// Front matter: what it may say, and what is refused with a message that helps.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AssentError} from '../../src/protocol/errors.js';
import {outlineOf, parse} from './outline-of.js';

const TEXT = '\n1. One\n\n1.1 First.\n\n2. Two\n';

function refusal(source: string): AssentError {
  try {
    parse(source);
  } catch (error) {
    assert.ok(error instanceof AssentError);
    assert.equal(error.code, 'terms_invalid');
    assert.notEqual(error.advice, '');
    return error;
  }
  assert.fail('nothing was refused');
}

describe('front matter', () => {
  it('gives the title, the key clauses and the separate consents', () => {
    const document = parse(
      `---\ntitle: Acme Terms\nkeyClauses:\n  - 2\n  - clause: "1.1"\n    explanation: What it means.\nconsents:\n  - id: voice-prints\n    clause: 1\n    title: Voice prints\n    sensitive: true\n  - {id: partners, clause: "2", title: Partners}\nlayout: page\n---\n${TEXT}`,
    );
    assert.equal(document.title, 'Acme Terms');
    assert.deepEqual(document.keyClauses, [{clause: '2'}, {clause: '1.1', explanation: 'What it means.'}]);
    assert.deepEqual(document.consents, [
      {id: 'voice-prints', clause: '1', title: 'Voice prints', sensitive: true},
      {id: 'partners', clause: '2', title: 'Partners', sensitive: false},
    ]);
    assert.equal(outlineOf(document.content)[0], '#1 1. "One"');
  });

  it('yields to the title that was given at publication', () => {
    assert.equal(parse(`---\ntitle: A\n---\n${TEXT}`, {title: 'B'}).title, 'B');
  });

  it('is none where the first line is only a thematic break', () => {
    assert.deepEqual(outlineOf(parse('---\n\nWords: **some**.\n\n---\n\nMore.\n').content), ['---', 'Words: some.', '---', 'More.']);
  });

  it('is refused where it names a clause that the text does not have', () => {
    const error = refusal(`---\nkeyClauses: ["3.5"]\n---\n${TEXT}`);
    assert.match(error.message, /keyClauses\[0\].*"3\.5"/);
    assert.match(error.advice, /1, 1\.1, 2/);
    assert.match(refusal(`---\nconsents: [{id: a, clause: "9", title: A}]\n---\n${TEXT}`).message, /consents\[0\].*"9"/);
  });

  it('is refused where YAML would read another clause than was written', () => {
    assert.match(refusal(`---\nkeyClauses: [1.10]\n---\n${TEXT}`).advice, /quotes/);
  });

  it('is refused where it is no YAML, or not of the right form, saying where', () => {
    assert.match(refusal(`---\ntitle: [a\n---\n${TEXT}`).message, /not YAML.*line/);
    assert.match(refusal(`---\ntitle: 5\n---\n${TEXT}`).message, /title/);
    assert.match(refusal(`---\nkeyClauses: all\n---\n${TEXT}`).message, /keyClauses/);
    assert.match(refusal(`---\nconsents: [{id: "A b", clause: 1, title: x}]\n---\n${TEXT}`).message, /consents\[0\]\.id/);
    assert.match(refusal(`---\nconsents: [{id: a, clause: 1, title: x, sensitive: "no"}]\n---\n${TEXT}`).message, /sensitive/);
    assert.match(refusal(`---\nconsents: [{id: a, clause: 1, title: x}, {id: a, clause: 2, title: y}]\n---\n${TEXT}`).message, /"a"/);
  });

  it('is refused where it does not end, is no YAML of ours, or has the colon of Chinese', () => {
    assert.match(refusal('---\ntitle: Terms\n\n1. One\n').message, /no end/);
    assert.match(refusal(`+++\ntitle = "Terms"\n+++\n${TEXT}`).advice, /between two lines of ---/);
    assert.match(refusal(`---\ntitle：服务条款\n---\n${TEXT}`).advice, /ordinary colon/);
    assert.match(refusal(`---\ntitle: 2026\n---\n${TEXT}`).advice, /quotes/);
  });

  it('may end with three dots, as YAML does, and has a title of one line', () => {
    const document = parse(`---\ntitle: "Terms\\r\\nof use"\n...\n${TEXT}`);
    assert.equal(document.title, 'Terms of use');
    assert.equal(outlineOf(document.content)[0], '#1 1. "One"');
  });

  it('is refused where it is longer or deeper than anyone writes', () => {
    assert.match(refusal(`---\n${Array.from({length: 9000}, (_, index) => `k${index}: v`).join('\n')}\n---\n${TEXT}`).message, /longer than/);
    assert.match(refusal(`---\na: ${'['.repeat(9000)}${']'.repeat(9000)}\n---\n${TEXT}`).message, /too deep/);
  });

  it('is refused where a key is misspelt, for its words would be lost', () => {
    assert.match(refusal(`---\nkey-clauses: ["1"]\n---\n${TEXT}`).advice, /keyClauses/);
    assert.match(refusal(`---\nConsent: []\n---\n${TEXT}`).advice, /consents/);
  });

  it('is refused where a key is nearly one of ours, or lists what only ours do', () => {
    const top = (line: string) => refusal(`---\n${line}\n---\n${TEXT}`);
    for (const key of ['titel', 'tilte', 'tite']) assert.match(top(`${key}: Terms`).advice, /`title`/, key);
    for (const key of ['keyClauess', 'keyClasues', 'keyCluases', 'importantClauses', 'clauses']) assert.match(top(`${key}: ["1"]`).advice, /`keyClauses`/, key);
    for (const key of ['consnets', 'concents', 'separateConsents', 'separate_consents']) {
      const {message, advice} = top(`${key}: [{id: a, clause: 1, title: A}]`);
      assert.match(message, new RegExp(`\`${key}\``));
      assert.match(advice, /`consents`/, key);
    }
  });

  it('is refused where an entry has what an entry of its list does not have, saying where', () => {
    const key = refusal(`---\nkeyClauses: ["2", {clause: "1", explanaton: Words.}]\n---\n${TEXT}`);
    assert.match(key.message, /`keyClauses\[1\]\.explanaton`/);
    assert.match(key.advice, /`explanation`/);
    const consent = refusal(`---\nconsents: [{id: a, clause: 1, title: A, sensitiv: true}]\n---\n${TEXT}`);
    assert.match(consent.message, /`consents\[0\]\.sensitiv`/);
    assert.match(consent.advice, /`sensitive`/);
    assert.match(refusal(`---\nconsents: [{id: a, clause: 1, title: A, explanation: Words.}]\n---\n${TEXT}`).advice, /id, clause, title, sensitive/);
  });

  it('is refused where it names a key clause twice', () => {
    assert.match(refusal(`---\nkeyClauses: ["1", {clause: 1, explanation: Words.}]\n---\n${TEXT}`).message, /"1" twice/);
  });

  it('may hold what generators of static sites put there', () => {
    const foreign = 'layout: page\ndate: 2026-12-01\ntags: [a]\nsubtitle: S\nlinkTitle: L\ncontents: true\ncontent: x\ncomments: true\ncontext: x\nkeywords: [k]\ncookieConsent: true\nsidebar: {title: T}\n标题: 条款';
    assert.equal(parse(`---\n${foreign}\ntitle: Good\n---\n${TEXT}`).title, 'Good');
  });

  it('cannot reach a prototype, nor be a bomb of aliases', () => {
    const document = parse(`---\n__proto__: {title: evil, keyClauses: [x]}\nconstructor: {prototype: {polluted: 1}}\ntitle: Good\n---\n${TEXT}`);
    assert.equal(document.title, 'Good');
    assert.equal(document.keyClauses, undefined);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...[...'bcdefghi'].map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)];
    assert.match(refusal(`---\n${bomb.join('\n')}\n---\n${TEXT}`).message, /alias/);
  });
});

it('a line without letters is no title', () => {
  assert.equal(parse('---\n\n---\n\n1. One.\n\n2. Two.', {format: 'text'}).title, 'terms');
});

it('a source without words is refused', () => {
  for (const source of ['', ' \n\t\u3000\u00a0\n', '\ufeff', '\u200b', '---', `---\ntitle: A\n---\n`]) assert.match(refusal(source).message, /no text/);
});
