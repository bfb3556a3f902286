import {inlineText} from '../document/inline-text.js';
import type {AssentTerms} from './assent-terms.js';
import {textOfRow} from './row-search.js';
import type {Row} from './rows.js';

const following = new WeakSet<AssentTerms>();

/** Lets the page's address lead to a clause, `#3.5.2`, now and whenever it changes. */
export function followHash(reader: AssentTerms): void {
  const go = () => {
    const anchor = anchorOf(location.hash);
    if (anchor) void reader.scrollToClause(anchor);
  };
  go();
  if (following.has(reader)) return;
  following.add(reader);
  const changed = () => {
    if (reader.isConnected && reader.linked) return go();
    removeEventListener('hashchange', changed);
    following.delete(reader);
  };
  addEventListener('hashchange', changed);
}

/** The address of the page, at a clause. */
export function linkTo(anchor: string): string {
  return `${location.href.split('#')[0]}#${encodeURIComponent(anchor)}`;
}

/** The row where the clause opens that is read at a row. */
export function clauseAt(rows: readonly Row[], at: number): number {
  return rows.findLastIndex(({anchor}, index) => anchor !== undefined && index <= at);
}

/** The words of a clause with all of its parts, and where they are from. */
export function clauseText(rows: readonly Row[], opens: number, {title, version}: {title: string; version: string}): string {
  const {level} = rows[opens]!;
  const next = rows.findIndex((row, index) => index > opens && row.anchor !== undefined && row.level <= level);
  const lines = rows.slice(opens, next < 0 ? rows.length : next).map(lineOf);
  return `${lines.join('\n')}\n\n${title}, ${version}`;
}

function lineOf(row: Row): string {
  const {number, heading, block} = row;
  const head = [number, heading && inlineText(heading)].filter(Boolean).join(' ');
  const words = block ? textOfRow({level: 0, depth: 0, size: 0, block}).trim() : '';
  return [head, words].filter(Boolean).join(heading ? '\n' : ' ');
}

/** The clause that a fragment names; nothing for one that is no name at all. */
function anchorOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}
