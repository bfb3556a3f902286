import {inlineText} from './inline-text.js';
import {readMarker} from './marker.js';
import type {Block, Clause} from './model.js';
import {halfWidth} from './numerals.js';

/** Divisions of a text whose clauses are counted through: Chapter 2 goes on with 4., and 4. is cited without it. */
const DIVISION = /^(第.*[编編部章节節]|제.*[편장절관]|(chapter|part|title|schedule|annex|appendix|exhibit|addendum|chapitre|kapitel|cap[ií]tulo|capitolo|hoofdstuk|rozdział|глава|раздел|розділ|chương|phần|mục|หมวด|ส่วน|bab|bölüm|teil|anhang|anlage|anexo|приложение)-)/;
/** Between a word and its number: Приложение № 1. */
const COUNTER = /\s(?:№|n[or]?\.|nr|n\s?[°º]|č\.)\s*(?=\d)/;
const LONGEST_SLUG = 80;

/**
 * Gives every clause its anchor. The printed number where there is one, without what stands around it: `3.5.2`,
 * `第一条`, `article-5`. A number that means something only below another one is written behind it: `3.5(a)`,
 * `一（一）`, `第一条(1)`. A clause without a number has its heading's letters and digits. An article that is counted
 * anew in each chapter has the chapter's before its own: `第二章第一条`. What would still be there twice ends with `~2`.
 */
export function assignAnchors(content: readonly Block[]): Set<string> {
  const taken = new Map<string, number>();
  const anchors = new Set<string>();
  const visit = (blocks: readonly Block[], path: readonly Clause[]) => {
    for (const block of blocks) {
      if (block.type === 'list') for (const item of block.items) visit(item, path);
      if (block.type === 'quote') visit(block.content, path);
      if (block.type !== 'clause') continue;
      const parent = path.at(-1);
      const own = anchorOf(block, parent);
      block.anchor = unique(anchors.has(own) && parent && isArticle(block) ? joined(parent.anchor, own) : own);
      visit(block.content, [...path, block]);
    }
  };
  const unique = (anchor: string) => {
    let count = taken.get(anchor) ?? 0;
    let name = anchor;
    do name = ++count > 1 ? `${anchor}~${count}` : anchor;
    while (anchors.has(name));
    taken.set(anchor, count);
    anchors.add(name);
    return name;
  };
  visit(content, []);
  return anchors;
}

/** Whether a number says itself what it numbers. */
const isArticle = ({number}: Clause) => number !== undefined && isNamed(number);
/** A word and a number are one as well where nobody knows the language: Neni 1, 2 straipsnis. */
const NAMED = /\p{L}{2}.*(\p{Nd}|\s[IVXLC]+)|\p{Nd}.*\p{L}{2}/u;
const isNamed = (number: string, marker = readMarker(number)) => marker?.kind === 'word' || (NAMED.test(number) && marker?.printed !== number.trim());
const joined = (parent: string, own: string) => parent + (/^[第제§]/.test(own) ? '' : '-') + own;

function anchorOf(clause: Clause, parent: Clause | undefined): string {
  if (clause.number === undefined) return slug(inlineText(clause.heading ?? [])) || 'clause';
  const printed = clause.number.replace(/\s+/g, ' ');
  const marker = readMarker(printed);
  const ascii = halfWidth(printed).trim();
  if (isNamed(printed, marker)) return wordAnchor(ascii);
  const bare = ascii.replace(/^\(\s*|[\s.,、):–—-]+$/g, '');
  if (bare.includes('.') || !parent) return bare || slug(printed) || 'clause';
  // 1. and 一、 stand for themselves below a chapter or a heading without a number.
  if (marker?.kind === 'decimal' && (parent.number === undefined || DIVISION.test(parent.anchor))) return bare;
  if (/[(（]/.test(printed)) return parent.anchor + bracketed(printed);
  return parent.anchor + (/^[①-⒛㉑-㊿]$/.test(bare) ? bare : `(${bare})`);
}

/** （１） as （1）: the brackets as printed, the digits as one types them. */
function bracketed(printed: string): string {
  return printed.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, halfWidth).replace(/\s/g, '').replace(/[.,，、:：．–—-]+$/, '');
}

function wordAnchor(ascii: string): string {
  const text = ascii.replace(/[\s.:、)։።۔।—–-]+$/, '');
  if (/^[第제§]|§$/.test(text)) return text.replace(/\s/g, '');
  return text.toLowerCase().replace(COUNTER, ' ').replace(/[()]/g, '').replace(/\.?\s+|(?<=^\p{L}+)\./gu, '-');
}

/** Letters and digits of any script in lower case, joined by hyphens. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let name = '';
  for (const word of words) {
    if (name && name.length + word.length >= LONGEST_SLUG) break;
    name += (name && '-') + word;
  }
  return [...name].slice(0, LONGEST_SLUG).join('');
}
