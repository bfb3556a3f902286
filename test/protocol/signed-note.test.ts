import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {decodeBase64} from '../../src/protocol/base64.js';
import {ecdsaFromDer, ecdsaToDer} from '../../src/protocol/ecdsa-signature.js';
import {ecdsaNoteKey, formatNote, formatNoteKey, noteKey, parseNote, verifyNote} from '../../src/protocol/signed-note.js';

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
      `${TEXT}\n— PeterNeumann x08g!!!!\n`, `${TEXT}\n— PeterNeumann x08go/ZJA\n`, `${TEXT}\n${LINE.repeat(65)}`,
    ];
    for (const text of wrong) assert.equal(parseNote(text), undefined, JSON.stringify(text.slice(-80)));
  });
});

// Checkpoints of other people's logs, as in the tests of github.com/transparency-dev/formats.
const ECDSA = [
  {
    key: 'rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=',
    note: 'Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n',
  },
  {
    key: 'pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=',
    note: 'DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n— pixel6_transparency_log kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjXl06owL4\n',
  },
];

describe('signed note with ECDSA (C2SP, type 2)', () => {
  for (const {key, note} of ECDSA) {
    const [name, , encoded] = key.split('+', 2).concat(key.split('+').slice(2).join('+'));
    const point = decodeBase64(encoded!).slice(-64);
    const open = () => ecdsaNoteKey(name!, {x: point.slice(0, 32), y: point.slice(32)});

    it(`accepts the published checkpoint of ${name}`, async () => {
      assert.equal(formatNoteKey(await open()), key);
      assert.deepEqual(await verifyNote(parseNote(note)!, [await open()]), {result: 'valid'});
    });

    it(`refuses it with another text or signature`, async () => {
      assert.equal((await verifyNote(parseNote(note.replace(/\d/, '9'))!, [await open()])).result, 'invalid');
      const {text, signatures: [line]} = parseNote(note)!;
      for (const at of [0, 1, 3, 20, line!.signature.length - 1]) {
        const signature = line!.signature.with(at, line!.signature[at]! ^ 1) as Uint8Array<ArrayBuffer>;
        assert.equal((await verifyNote({text, signatures: [{...line!, signature}]}, [await open()])).result, 'invalid', `${at}`);
      }
    });
  }

  it('knows one spelling of each signature', () => {
    const numbers = new Uint8Array(64);
    numbers.set([0x80, 1], 0);
    numbers.set([7], 63);
    const der = ecdsaToDer(numbers);
    assert.equal(Buffer.from(der).toString('hex'), `3026022100${'8001'.padEnd(64, '0')}020107`);
    assert.deepEqual(ecdsaFromDer(der), numbers);
    const wrong = ['', '30', '3000', '30060201010201', '300602010102010101', '3007020101020200ff01', '3006020181020101', '300702020001020101', '3006030101020101', '30060201010301', '310602010102 0101'.replace(' ', '')];
    for (const hex of wrong) assert.equal(ecdsaFromDer(Buffer.from(hex, 'hex')), undefined, hex);
    assert.ok(ecdsaFromDer(Buffer.from('3006020101020101', 'hex')));
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
