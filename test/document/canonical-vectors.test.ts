// What RFC 8785 prints, through the package that the room takes for it.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import canonicalize from 'canonicalize';

/** Appendix B: IEEE 754 in hex, and how it is written. */
const NUMBERS: [hex: string, text: string][] = [
  ['0000000000000000', '0'], ['8000000000000000', '0'], ['0000000000000001', '5e-324'], ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'], ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'], ['c340000000000000', '-9007199254740992'], ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'], ['44b52d02c7e14af6', '1e+23'], ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'], ['444b1ae4d6e2ef4f', '999999999999999900000'], ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'], ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'], ['41b3de4355555554', '333333333.33333325'], ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'], ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'], ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('the test vectors of RFC 8785', () => {
  it('write numbers as ECMAScript does (appendix B)', () => {
    for (const [hex, text] of NUMBERS) assert.equal(canonicalize(Buffer.from(hex, 'hex').readDoubleBE()), text, hex);
  });

  it('have no way to write what is not a number (appendix B)', () => {
    for (const hex of ['7fffffffffffffff', '7ff0000000000000']) assert.throws(() => canonicalize(Buffer.from(hex, 'hex').readDoubleBE()));
  });

  it('write literals, numbers and strings in one way (§3.2.2)', () => {
    const sample = '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
    const expected = '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    assert.equal(canonicalize(JSON.parse(sample)), expected);
  });

  it('sort names by their UTF-16 code units (§3.2.3)', () => {
    const sample = {'\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis'};
    const names = canonicalize(sample)!.match(/(?<=:)"[^"]*"/g)!.map(text => JSON.parse(text) as string);
    assert.deepEqual(names, ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh']);
  });
});
