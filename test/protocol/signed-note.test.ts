import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {decodeBase64} from '../../src/protocol/base64.js';
import {formatNote, formatNoteKey, noteKey, parseNote, verifyNote} from '../../src/protocol/signed-note.js';

// The note of the tests of golang.org/x/mod/sumdb/note.
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const LINE = '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const publicKey = decodeBase64(KEY.split('+').slice(2).join('+')).slice(1);

describe('signed note (C2SP)', () => {
  it('accepts the published note of another implementation', async () => {
    const note = parseNote(`${TEXT}\n${LINE}`)!;
    assert.equal(note.text, TEXT);
    const key = await noteKey('PeterNeumann', publicKey);
    assert.equal(formatNoteKey(key), KEY);
    assert.deepEqual(await verifyNote(note, [key]), {result: 'valid'});
    assert.equal(formatNote(note), `${TEXT}\n${LINE}`);
  });

  it('refuses other words, another name and another key', async () => {
    const key = await noteKey('PeterNeumann', publicKey);
    const altered = parseNote(`${TEXT.replace('answer', 'Answer')}\n${LINE}`)!;
    assert.equal((await verifyNote(altered, [key])).result, 'invalid');
    const renamed = parseNote(`${TEXT}\n${LINE.replace('Peter', 'Petra')}`)!;
    assert.equal((await verifyNote(renamed, [key])).result, 'invalid');
    assert.equal((await verifyNote(parseNote(`${TEXT}\n${LINE}`)!, [])).result, 'invalid');
    const other = {...key, publicKey: publicKey.with(0, 1) as Uint8Array<ArrayBuffer>};
    assert.equal((await verifyNote(parseNote(`${TEXT}\n${LINE}`)!, [other])).result, 'invalid');
  });

  it('ignores lines of keys that it does not know, and refuses a note that one known key did not sign', async () => {
    const key = await noteKey('PeterNeumann', publicKey);
    const stranger = '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QM=\n';
    assert.equal((await verifyNote(parseNote(`${TEXT}\n${stranger}${LINE}`)!, [key])).result, 'valid');
    assert.equal((await verifyNote(parseNote(`${TEXT}\n${stranger}`)!, [key])).result, 'invalid');
    const forged = LINE.replace('x08go/ZJ', 'x08go/ZK');
    assert.equal((await verifyNote(parseNote(`${TEXT}\n${LINE}${forged}`)!, [key])).result, 'invalid');
  });

  it('takes the last empty line as the end of the text', () => {
    assert.equal(parseNote(`one\n\ntwo\n\n${LINE}`)!.text, 'one\n\ntwo\n');
  });

  it('reads nothing that is not a note', () => {
    const wrong = [
      '', TEXT, `${TEXT}\n`, `${TEXT}${LINE}`, `${TEXT}\n${LINE.trimEnd()}`, `${TEXT}\r\n\r\n${LINE}`, `a\tb\n\n${LINE}`, `\ud800\n\n${LINE}`,
      `${TEXT}\n${LINE.replace('—', '-')}`, `${TEXT}\n${LINE.replace(' PeterNeumann', ' Peter Neumann')}`,
      `${TEXT}\n${LINE.replace('PeterNeumann', 'Peter+Neumann')}`, `${TEXT}\n— PeterNeumann x08gow==\n`,
      `${TEXT}\n— PeterNeumann x08g!!!!\n`, `${TEXT}\n${LINE.repeat(65)}`,
    ];
    for (const text of wrong) assert.equal(parseNote(text), undefined, JSON.stringify(text.slice(-80)));
  });
});

describe('base64 in notes', () => {
  it('has one spelling for each value', () => {
    assert.deepEqual([...decodeBase64('AQ==')], [1]);
    for (const text of ['AQ', 'AR==', 'AQ=', 'A===', 'AQ==\n', 'A-==', 'AQ==AQ==']) {
      assert.throws(() => decodeBase64(text), SyntaxError, text);
    }
  });
});
