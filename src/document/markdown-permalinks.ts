import {inlineText, trimInline} from './inline-text.js';
import type {Inline} from './model.js';

/** A link to itself that some converters put before a heading. */
const PERMALINK = /^\[[\u200b\u2060#¶§]?\]\((#[^\s()]*)\)\s*/;
/** What makes the second link of some words another one. */
const COUNTED = /-\d{1,3}$/;
/** A name that generators of pages take from behind a heading: `Fees {#fees}`, `Fees {: #fees .wide }`. */
const NAMED = /\s*\{:?\s*#[^\s{}]+(?:\s[^{}\n]*)?\}$/;
/** An empty anchor, as converters and people put it before a heading or into it. */
const ANCHOR = String.raw`<(a|span)\s+(?:id|name)\s*=\s*["']?[^\s"'<>]+["']?\s*(?:></\1>|/>)`;
const ANCHOR_BEFORE = new RegExp(String.raw`^${ANCHOR}\s*`, 'i');
const ANCHOR_BEHIND = new RegExp(String.raw`\s*${ANCHOR}$`, 'i');

/** Whether all that a paragraph has is what a heading below it is found by. */
export function isPermalink(text: string): boolean {
  return [PERMALINK, ANCHOR_BEFORE].some(pattern => text !== '' && text.replace(pattern, '') === '');
}

/** Whether what stands before a heading is only there to find it: it has no other words than the heading. */
export function leadsTo(permalink: string, heading: string): boolean {
  const target = PERMALINK.exec(permalink)?.[1];
  return heading !== '' && (target === undefined || repeats(target, heading));
}

/** Some words without the link to themselves that stands before them. */
export function withoutPermalink(text: string): string {
  return text.replace(PERMALINK, '');
}

/** A title without what it is only found by. */
export function withoutNames(title: string): string {
  return [NAMED, ANCHOR_BEHIND, ANCHOR_BEFORE].reduce((words, pattern) => words.replace(pattern, ''), title);
}

/** Takes off a heading what it is only found by: a link to itself before it, empty anchors, and a name behind it. */
export function splitPermalink(content: readonly Inline[]): {permalink?: string; rest: Inline[]} {
  let rest = [...content];
  const take = (pattern: RegExp, index: 0 | -1): string[] => {
    const node = rest.at(index);
    const [name] = (typeof node === 'string' && pattern.exec(node)) || [];
    if (name === undefined) return [];
    const others = trimInline(rest.with(index, (node as string).replace(pattern, '')).filter(other => other !== ''));
    if (others.length === 0) return [];
    rest = others;
    return [name.trim()];
  };
  const behind = [...take(NAMED, -1), ...take(ANCHOR_BEHIND, -1)].reverse();
  const names = [...take(ANCHOR_BEFORE, 0), ...takeLink(), ...behind];
  return {...(names.length > 0 && {permalink: names.join(' ')}), rest};

  function takeLink(): string[] {
    const before = rest;
    const [link] = take(PERMALINK, 0);
    if (link === undefined || leadsTo(link, inlineText(rest))) return link === undefined ? [] : [link];
    rest = before;
    return [];
  }
}

function repeats(target: string, words: string): boolean {
  const decoded = decode(target);
  return [decoded, decoded.replace(COUNTED, '')].some(name => bareLetters(name) === bareLetters(words));
}

/** Letters and digits alone, in small letters: what the target of a link keeps of a heading. */
export function bareLetters(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function decode(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
