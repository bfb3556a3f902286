// Files that people give as terms and that are none: what they are told of them.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, describe, it} from 'node:test';
import {readText} from '../../src/cli/files.js';

const folder = mkdtempSync(join(tmpdir(), 'assent-files-'));
after(() => rmSync(folder, {recursive: true}));

function reading(bytes: Uint8Array): () => string {
  const path = join(folder, 'terms.txt');
  writeFileSync(path, bytes);
  return () => readText(path);
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('a file of text', () => {
  it('is read without its byte order mark', () => {
    assert.equal(reading(Buffer.from('\ufeff# Café 条款\r\n'))(), '# Café 条款\r\n');
  });

  const ENCODED: Record<string, Uint8Array> = {
    'UTF-16LE': utf16('服务条款\n\n第一条 总则\n\n您同意。'),
    'UTF-16BE': utf16('服务条款\n\n第一条 总则\n\n您同意。').swap16(),
    GB18030: Buffer.from('b5dad2bbccf520c4facdacd2e2b1beccf5bfeea3acced2c3c7bfc9d2d4d0deb8c4a1a3', 'hex'),
    Big5: Buffer.from('b2c4a440b1f820b17aa650b74ea5bbb1f8b4daa141a7daadcca569a548add7a7efa143', 'hex'),
    Shift_JIS: Buffer.from('91e6318ff020967b8b4b96f182cd81419798977082cc8ff08c8f82f092e882df82dc82b78142', 'hex'),
    'EUC-KR': Buffer.from('c1a631c1b620c0cc20bee0b0fcc0ba20c1b6b0c7c0bb20c1a4c7d5b4cfb4d92e', 'hex'),
    'windows-1251': Buffer.from('cee1f9e8e520f3f1ebeee2e8ff20e4e5e9f1f2e2f3fef220f120ede0f7e0ebe02e', 'hex'),
    'windows-1252': Buffer.from('9347e96ee972616c6974e973942096206c92e974e920e0204e6feb6c', 'hex'),
    'ISO-2022-JP': Buffer.from('1b24424d784d51352c4c731b2842', 'hex'),
  };
  for (const [encoding, bytes] of Object.entries(ENCODED)) {
    it(`is named where it is ${encoding}`, () => {
      assert.throws(reading(bytes), {message: `${join(folder, 'terms.txt')} is not UTF-8, but seems to be ${encoding}.`, advice: `Save it as UTF-8, as iconv -f ${encoding} -t UTF-8 does, and see that its words are right.`});
    });
  }

  it('is named by its byte order mark alone', () => {
    assert.throws(reading(Buffer.from('fffe', 'hex')), /UTF-16LE/);
    assert.throws(reading(Buffer.from('feff', 'hex')), /UTF-16BE/);
  });

  it('is only said not to be UTF-8 where nothing tells more', () => {
    assert.throws(reading(Buffer.from('54b165b6b1b6e6b3b1', 'hex')), /terms\.txt is not UTF-8\.$/);
    assert.throws(reading(Buffer.from(`${'Terms of use. '.repeat(20)}\0`)), /terms\.txt has control characters in it\.$/);
  });
});

describe('a file that holds no plain text', () => {
  const FILES: [string, RegExp][] = [
    ['%PDF-1.7\n', /is a PDF, not plain text/],
    ['PK\u0003\u0004\u0014', /is an archive, as of Word/],
    ['{\\rtf1\\ansi Terms of use}', /is rich text/],
    ['<!DOCTYPE html>\n<title>Terms</title>', /is a page of HTML/],
    ['\ufeff<?xml version="1.0"?>\n<html lang="en">', /is a page of HTML/],
  ];
  for (const [begins, message] of FILES) it(`is named: ${JSON.stringify(begins)}`, () => assert.throws(reading(Buffer.from(begins)), message));

  it('is not one where the terms speak of it', () => {
    for (const text of ['PDF files\n\n<p>Words.</p>', '<div>\n\n# Terms', 'HTML\n<html>']) assert.equal(reading(Buffer.from(text))(), text);
  });
});
