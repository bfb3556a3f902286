import {leadingText} from './inline-text.js';
import type {Marker, Reading} from './marker.js';
import type {Inline} from './model.js';
import {isHeading, type OpenClause} from './open-clause.js';
import {confirmed, follows, foretold, MAX_GAP, runKey} from './sequence.js';

/** A paragraph, with what the source's layout says of it. */
export interface Line {
  content: readonly Inline[];
  /** Columns before it, where the source's layout tells something. */
  indent?: number;
  /** The number at the beginning of the next line that has one. */
  next?: Marker;
}

/** Where a number goes. */
export interface Place {
  parent: OpenClause;
  reading: Reading;
  /** Levels below its parent, where a level in between is not printed. */
  levels?: number;
}

/** Tells where numbers and paragraphs go, by the clauses that are open and the numbers seen so far. */
export class Placement {
  /** From the document to the innermost clause. */
  readonly #open: readonly OpenClause[];
  /** The latest number of each style in all the document: 第三条 goes on in the next chapter. */
  readonly #latest: ReadonlyMap<string, readonly number[]>;

  constructor(open: readonly OpenClause[], latest: ReadonlyMap<string, readonly number[]>) {
    this.#open = open;
    this.#latest = latest;
  }

  /**
   * The clause that an unnumbered paragraph belongs to. After a run of numbered parts it goes back to the
   * nearest clause whose words ended with a colon and so introduced that run, if the parts look like an
   * enumeration (all but the last end with a semicolon or the like, or are short): "…的，冻结如下情形：4.4.1 …；
   * 4.4.2 …。" is closed by a paragraph of 4.4. The same where the paragraph goes on with a sentence, in small
   * letters, after parts that all end with a semicolon. Or it goes where the indentation says, where that is
   * clear. Otherwise, and after a list or a table, it goes on with the clause before it. It never goes further
   * back than to the clause that the next number is a part of.
   */
  owner({content, indent, next}: Line): OpenClause {
    const open = this.#top;
    const last = open.content.at(-1);
    if (open.kind === undefined || isHeading(open) || /[:：]$/.test(open.tail) || (last && last.type !== 'paragraph')) return open;
    const goesOn = /^\p{Ll}/u.test(leadingText(content, 2));
    const limit = Math.max(1, this.#open.indexOf(this.#parentOf(next)!));
    for (let index = this.#open.length - 2; index >= limit; index--) {
      const node = this.#open[index]!;
      const enumerated = /[:：—–]$/.test(node.tail) ? node.sentences === 0 : goesOn && node.unpunctuated === 0;
      if (enumerated && node.children >= 2) return node;
      const child = this.#open[index + 1]!;
      if (indent !== undefined && node.indent !== undefined && child.indent !== undefined && node.indent <= indent && indent < child.indent) return node;
      if (node.heading !== undefined && node.heading < 7) break;
    }
    return open;
  }

  /** The open clause that a number would go on with, if it goes on with any. */
  #parentOf(marker: Marker | undefined): OpenClause | undefined {
    const reading = marker?.readings.find(({values}) => values.length > 1) ?? marker?.readings[0];
    if (!reading) return undefined;
    const {values} = reading;
    if (values.length === 1) return this.#successor(reading, undefined);
    return this.#find(({reading: own}) => own?.values.length === values.length - 1 && own.values.every((value, index) => value === values[index]));
  }

  /**
   * Where a number goes: under which open clause, read in which way; undefined if it is not plausible here.
   * @param start the highest number that a run may begin with
   */
  place(marker: Marker, next: Marker | undefined, start = 1): {parent: OpenClause; reading: Reading; levels?: number} | undefined {
    const readings = [...marker.readings].sort((a, b) => foretold(b, next) - foretold(a, next));
    for (const reading of readings) {
      if (reading.values.length > 1) return this.#placeDecimal(reading);
      const parent = this.#successor(reading, next);
      if (parent) return {parent, reading};
    }
    for (const reading of readings) {
      const key = runKey(reading);
      const sure = confirmed(reading, next);
      if (marker.weak && !sure) continue;
      // A run begins with 1, or goes on where a chapter ended, or the text is an excerpt that begins in between.
      const begins = reading.values[0]! <= start || (sure && !this.#latest.has(key));
      if (begins || follows(this.#latest.get(key), reading.values) === 'next') return {parent: this.#parentFor(marker.kind, reading), reading};
    }
    if (marker.weak) return undefined;
    for (const reading of readings) {
      const parent = this.#find(node => follows(node.runs.get(runKey(reading)), reading.values) === 'later');
      if (parent) return {parent, reading};
    }
    return undefined;
  }

  /** The nearest open clause whose run this number continues; the outermost where the next number says so. */
  #successor(reading: Reading, next: Marker | undefined): OpenClause | undefined {
    const continues = (node: OpenClause) => follows(node.runs.get(runKey(reading)), reading.values) === 'next';
    const below = next?.readings[0]?.values;
    const outer = below !== undefined && below.length === 2 && below[0] === reading.values[0];
    if (outer) {
      const found = this.#open.find((node, index) => continues(node) && index >= this.#floor());
      if (found) return found;
    }
    return this.#find(continues);
  }

  #find(test: (node: OpenClause) => boolean): OpenClause | undefined {
    for (let index = this.#open.length - 1; index >= this.#floor(); index--) if (test(this.#open[index]!)) return this.#open[index];
    return undefined;
  }

  /** Numbers in paragraphs never close a real heading. */
  #floor(): number {
    const index = this.#open.findLastIndex(node => node.heading !== undefined && node.heading < 7);
    return Math.max(index, 0);
  }

  /** Where the first of a run goes: Article 1 below other divisions, a second (a) beside the first, all else below what is open. */
  #parentFor(kind: Marker['kind'], {style}: Reading): OpenClause {
    if (kind === 'word') {
      return this.#find(node => node.kind === undefined || (node.kind === 'word' && node.reading?.style !== style)) ?? this.#open[this.#floor()]!;
    }
    const same = kind === 'item' ? this.#open.findLastIndex(node => node.reading?.style === style) : -1;
    return same > this.#floor() ? this.#open[same - 1]! : this.#top;
  }

  /** 3.5.2 goes below 3.5, or below 3 where there is no 3.5, if it is the first there or continues a run. */
  #placeDecimal(reading: Reading): {parent: OpenClause; reading: Reading; levels?: number} | undefined {
    const {values} = reading;
    const key = runKey(reading);
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const parent = this.#open[index]!;
      const own = parent.reading?.style.startsWith('1') ? parent.reading.values : undefined;
      const ordinal = parent.kind === 'word' ? parent.reading?.values : undefined;
      const above = own ?? ordinal;
      const base = above && above.every((value, at) => value === values[at]) && above.length < values.length ? above.length : 0;
      if (above && base === 0) {
        if (index > this.#floor()) continue;
      } else if (base === 0 && index > 0 && parent.heading === undefined && parent.kind !== 'item') {
        continue;
      }
      const inside = Math.max(index, this.#floor()) === index ? parent : this.#open[this.#floor()]!;
      const last = inside.runs.get(key);
      const sequence = follows(last, values);
      const first = last === undefined && values.at(-1)! <= 1;
      const skipped = values.length - Math.max(base, 1);
      if (sequence || first || (base > 0 && last === undefined && values.at(-1)! <= MAX_GAP)) {
        return {parent: inside, reading, levels: base > 0 && own ? skipped : 1};
      }
      if (base > 0) return undefined;
    }
    return undefined;
  }

  get #top(): OpenClause {
    return this.#open.at(-1)!;
  }
}
