import {BEGINS_SMALL} from './heading-words.js';
import {leadingText, trailingText} from './inline-text.js';
import {isAnnex, type Marker, type Reading} from './marker.js';
import type {Inline} from './model.js';
import {isHeading, type OpenClause} from './open-clause.js';
import {confirmed, follows, foretold, isLater, isPart, MAX_GAP, runKey} from './sequence.js';

/** A paragraph, with what the source's layout says of it. */
export interface Line {
  content: readonly Inline[];
  /** The number that it begins with, where the text as a whole says so. */
  marker?: Marker;
  /** Columns before it, where the source's layout tells something. */
  indent?: number;
  /** The number at the beginning of the next line that has one. */
  next?: Marker;
  /** Whether that number stands right below it. */
  below?: boolean;
  /** Whether it goes on on the next line, so that it is no heading. */
  goesOn?: boolean;
  /** Whether the line above it ends in the middle of a sentence. */
  midway?: boolean;
}

/** What else is known of a number. */
interface Known {
  next?: Marker;
  /** The highest number that a run may begin with. */
  start?: number;
  /** Whether its words are a heading. */
  titled?: boolean;
  /** Whether it is in bold. */
  strong?: boolean;
  midway?: boolean;
  below?: boolean;
  indent?: number;
}

/** Where a number goes. */
export interface Place {
  parent: OpenClause;
  reading: Reading;
  /** Levels below its parent, where a level in between is not printed. */
  levels?: number;
  /** The depth of a bold line that closes real headings: those that come after it stand below it. */
  heading?: number;
}

/** Tells where numbers and paragraphs go, by the clauses that are open and the numbers seen so far. */
export class Placement {
  /** From the document to the innermost clause. */
  readonly #open: readonly OpenClause[];
  /** The latest number of each style in all the document: 第三条 goes on in the next chapter. */
  readonly #latest: ReadonlyMap<string, Reading>;

  constructor(open: readonly OpenClause[], latest: ReadonlyMap<string, Reading>) {
    this.#open = open;
    this.#latest = latest;
  }

  /**
   * The clause that an unnumbered paragraph belongs to. After a run of numbered parts it goes back to the
   * nearest clause whose words ended with a colon and so introduced that run, if the parts look like an
   * enumeration (all but the last end with a semicolon or the like, or are short): "…的，冻结如下情形：4.4.1 …；
   * 4.4.2 …。" is closed by a paragraph of 4.4. The same where the paragraph goes on with a sentence, in small
   * letters, after parts that all end with a semicolon. What introduces numbers that begin anew stands beside those
   * that it follows. Or it goes where the indentation says, where that is
   * clear. Otherwise, and after a list or a table, it goes on with the clause before it. It never goes further
   * back than to the clause that the next number is a part of.
   */
  owner({content, indent, next, below}: Line): OpenClause {
    const open = this.#top;
    const last = open.content.at(-1);
    const introduced = next && below && /[:：]\s*$/.test(trailingText(content, 3)) ? this.#runParent(next) : undefined;
    if (introduced && this.#open.includes(introduced)) return introduced;
    // Laws of Japan print what an article is about above its number: （目的）.
    const above = next?.kind === 'word' && below && ABOVE.test(leadingText(content, 60)) ? this.#parentOf(next) : undefined;
    if (above) return above;
    if (open.kind === undefined || isHeading(open) || isEmptySection(open) || /[:：]$/.test(open.tail) || (last && last.type !== 'paragraph')) return open;
    const goesOn = BEGINS_SMALL.test(leadingText(content, 2));
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

  /** The open clause that already has numbers such as one that begins anew. */
  #runParent({readings: [first], kind}: Marker): OpenClause | undefined {
    if (kind === 'word' || first!.values.length > 1 || first!.values[0]! > 1) return undefined;
    const parent = this.#find(node => node.runs.has(runKey(first!)) && node.children > 1);
    // What stands in a section introduces parts of that section.
    return parent && this.#open[this.#open.indexOf(parent) + 1]?.clause?.heading ? undefined : parent;
  }

  /** The open clause that a number would go on with, if it goes on with any. */
  #parentOf(marker: Marker | undefined): OpenClause | undefined {
    const reading = marker?.readings.find(({values}) => values.length > 1) ?? marker?.readings[0];
    if (!reading) return undefined;
    const {values} = reading;
    if (values.length === 1) return this.#successor(reading, undefined);
    return this.#find(({reading: own}) => own?.values.length === values.length - 1 && own.values.every((value, index) => value === values[index]));
  }

  /** Where a number goes: under which open clause, read in which way; undefined if it is not plausible here. */
  place(marker: Marker, known: Known): Place | undefined {
    const found = this.#plausible(marker, known);
    // "… (see\n§ 3 Abs. 2)" where § 3 itself is yet to come.
    const cited = found && known.midway && known.next?.readings.some(other => other.style === found.reading.style && isSame(other, found.reading));
    return found && !cited && !this.#strands(found, known.next) ? found : undefined;
  }

  #plausible(marker: Marker, known: Known): Place | undefined {
    const beside = known.strong ? this.#besideHeading(marker) : undefined;
    if (beside) return beside;
    const {next, start = 1, indent} = known;
    const likely = (reading: Reading) => 2 * foretold(reading, next) + (reading.values[0] === 1 ? 1 : 0);
    const readings = [...marker.readings].sort((a, b) => likely(b) - likely(a));
    if (readings[0]!.values.length > 1) {
      const place = (reading: Reading) => this.#placeDecimal(reading, known) ?? this.#placeRepeated(reading, known) ?? (marker.kind === 'word' ? this.#placeNamed(reading, known) : undefined);
      return place(readings[0]!) ?? (readings[1] && place(readings[1]));
    }
    // 4A without a stop goes on from 4: "3D Printing" below 2. is no number.
    const put = marker.weak && readings[0]!.inserted !== undefined;
    if (put && !this.#find(({runs}) => runs.get(runKey(readings[0]!))?.values[0] === readings[0]!.values[0])) return undefined;
    for (const reading of readings) {
      const parent = this.#successor(reading, next, indent);
      if (parent) return {parent, reading};
    }
    for (const reading of readings) {
      const key = runKey(reading);
      const sure = confirmed(reading, next);
      if (marker.weak && !sure) continue;
      // "Do the following:\nPrimero: …" is a list of the clause that says so, not where the clauses begin.
      if (reading.style === 'clausula' && !/^cl/i.test(marker.printed) && this.#top.kind !== undefined && (reading.values[0]! > 1 || /[:：]$/.test(this.#top.tail))) continue;
      // I. after G. is a letter where J. comes next, and begins nothing.
      const skipped = readings.length > 1 && foretold(reading, next) > 0 ? this.#find(node => follows(node.runs.get(key), reading) === 'later') : undefined;
      if (skipped) return {parent: skipped, reading};
      const parent = this.#parentFor(marker.kind, reading, known);
      // A run begins with 1, or goes on where a chapter ended, or the text is an excerpt that begins in between.
      const goesOn = this.#find(node => follows(node.runs.get(key), reading) === 'later') !== undefined;
      const begins = reading.values[0]! <= 1 || (!goesOn && reading.values[0]! <= start) || (sure && !this.#latest.has(key) && !this.#placeOtherwisePrinted([reading]));
      // The first paragraph of an article has no number in laws of Japan.
      const second = !marker.weak && /^\p{Nd}+$/u.test(marker.printed) && reading.values[0] === 2 ? this.#unnumbered(key) : undefined;
      const counted = marker.kind === 'word' || parent.kind === undefined || parent.kind === 'word' || isHeading(parent);
      if (second) return {parent: second, reading};
      if (begins || (counted && follows(this.#latest.get(key), reading) === 'next')) return {parent, reading};
    }
    return marker.weak ? undefined : (this.#placeOtherwisePrinted(readings) ?? this.#placeJump(marker, readings, known));
  }

  /** The article that is open, if it has words, and as yet no parts that are numbered so: 2 goes on from these, also below 一 and 二. */
  #unnumbered(key: string): OpenClause | undefined {
    const index = this.#open.findLastIndex(({kind}) => kind === 'word');
    const counted = this.#open.slice(Math.max(index, 0)).some(({runs}) => runs.has(key));
    return !counted && index >= this.#floor() && this.#open[index]!.width > 0 ? this.#open[index] : undefined;
  }

  /** 3.5.2 is now and then printed twice: believed where no sentence goes on in it, and its own parts or the next one follow. */
  #placeRepeated(reading: Reading, {next, midway}: Known): Place | undefined {
    const goesOn = next?.readings.some(other => follows(reading, other) === 'next' || other.values[0]! <= 1) ?? false;
    const parent = !midway && goesOn ? this.#find(node => isSame(node.runs.get(runKey(reading)), reading)) : undefined;
    return parent && {parent, reading};
  }

  /** Bold numbers that go on from a real heading, **B. Fees.** below "### A. Scope", stand beside it; an annex beside all numbered ones. */
  #besideHeading({readings}: Marker): Place | undefined {
    const floor = this.#floor();
    const {reading: above, heading, runs} = this.#open[floor]!;
    if (!above || floor === 0) return undefined;
    const reading = readings.find(one => one.values.length === 1 && one.style === above.style && follows(above, one) === 'next' && !runs.has(runKey(one)));
    if (reading) return {parent: this.#open[floor - 1]!, reading};
    const annex = readings.find(isAnnex);
    if (!annex) return undefined;
    const index = this.#open.findIndex(node => node.reading && node.heading !== undefined);
    return {parent: this.#open[index - 1]!, reading: annex, heading: Math.min(this.#open[index]!.heading!, heading!) - 0.5};
  }

  /** § 1798.105 of a code is a part of none: it begins, or goes on from what was there, if others come after it or it has a heading. */
  #placeNamed(reading: Reading, known: Known): Place | undefined {
    const key = runKey(reading);
    const believed = !known.midway && (known.titled || (known.next?.readings ?? []).some(other => runKey(other) === key && isLater(reading, other)));
    if (!believed) return undefined;
    const last = this.#find(({runs}) => runs.has(key));
    if (last) return isLater(last.runs.get(key), reading) ? {parent: last, reading} : undefined;
    return this.#latest.has(key) && !isLater(this.#latest.get(key), reading) ? undefined : {parent: this.#parentFor('word', reading, known), reading};
  }

  /** People mix 1. with 2、 and （1） with 2）: what comes right after is the next one, however it is printed. */
  #placeOtherwisePrinted(readings: readonly Reading[]): Place | undefined {
    for (const {style, ...number} of readings) {
      for (let index = this.#open.length - 1; index >= this.#floor(); index--) {
        const styles = [...this.#open[index]!.runs.values()].map(last => last.style).filter(other => bare(other) === bare(style));
        const reading = styles.map(other => ({...number, style: other})).find(other => follows(this.#open[index]!.runs.get(runKey(other)), other) === 'next');
        if (reading) return {parent: this.#open[index]!, reading};
      }
    }
    return undefined;
  }

  /** Clauses get deleted, and excerpts leave some out; a number is now and then printed twice. */
  #placeJump({kind}: Marker, readings: readonly Reading[], {next, titled, midway}: Known): Place | undefined {
    for (const reading of readings) {
      const key = runKey(reading);
      const far = confirmed(reading, next) || (kind === 'word' && titled === true);
      const jumps = (last: Reading | undefined) => follows(last, reading) === 'later' || (far && isLater(last, reading));
      const parent = this.#find(node => jumps(node.runs.get(key)));
      if (parent) return {parent, reading};
      const repeats = !midway && kind !== 'item' && (next?.readings ?? []).some(other => other.style === reading.style && follows(reading, other));
      const again = repeats ? this.#find(node => isSame(node.runs.get(key), reading)) : undefined;
      if (again) return {parent: again, reading};
    }
    return undefined;
  }

  /**
   * Whether a number would close the clause that the next one goes on with, and is not itself what that goes on with:
   * such as a line of 1.1 that begins with "2. above" where 1.2 follows.
   */
  #strands({parent, reading}: Place, next: Marker | undefined): boolean {
    if (!next) return false;
    const depth = this.#open.indexOf(parent);
    const goesOn = (other: Reading) => isPart(other, reading) || (other.style === reading.style && follows(reading, other) !== undefined);
    if (next.readings.some(goesOn)) return false;
    const alike = next.readings.filter(({style}) => style === reading.style);
    const continued = (nodes: readonly OpenClause[]) => nodes.some(node => alike.some(other => goesOnIn(node, other)));
    return continued(this.#open.slice(depth + 1)) && !continued(this.#open.slice(0, depth + 1));
  }

  /** The nearest open clause whose run this number continues; the outermost, or one further out, where the next number or the layout says so. */
  #successor(reading: Reading, next: Marker | undefined, indent?: number): OpenClause | undefined {
    const key = runKey(reading);
    const continues = (node: OpenClause) => follows(node.runs.get(key), reading) === 'next';
    const below = next?.readings[0]?.values;
    const outer = below !== undefined && below.length === 2 && below[0] === reading.values[0];
    if (outer) {
      const found = this.#open.find((node, index) => continues(node) && index >= this.#floor());
      if (found) return found;
    }
    // 3. does not go on from the 1. and 2. of a list that 2.1 has ended, where it can go on from a section.
    const nearest = this.#find(node => continues(node) && node.latest === key) ?? this.#find(continues);
    const standing = (node: OpenClause) => this.#open[this.#open.indexOf(node) + 1]?.indent;
    const furtherOut = nearest && indent !== undefined && indent < (standing(nearest) ?? 0);
    return (furtherOut ? this.#find(node => continues(node) && standing(node) === indent) : undefined) ?? nearest;
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

  /**
   * Where the first of a run goes: Article 1 below other divisions, an annex below none, a second (a) beside the first,
   * a heading that counts from 1 again beside those that were counted before, all else below what is open.
   */
  #parentFor(kind: Marker['kind'], reading: Reading, {titled, next, below, indent}: Known): OpenClause {
    const {style} = reading;
    if (kind === 'word') {
      const annex = isAnnex(reading);
      const holds = (node: OpenClause) => !annex && ((node.kind === 'word' && node.reading?.style !== style) || isDivision(node));
      return this.#find(node => (node.kind === undefined && !(annex && node.heading === 7)) || holds(node)) ?? this.#open[this.#floor()]!;
    }
    // What stands further out than the clause that is open is no part of it.
    if (titled && indent !== undefined && indent < (this.#top.indent ?? 0)) return this.#find(node => (node.indent ?? -1) < indent) ?? this.#open[this.#floor()]!;
    // A. that has A.1 is a division beside 1. and 2.
    const lettered = titled && style === 'A.' && next?.readings.some(part => part.style === style && isPart(part, reading));
    if (lettered) return this.#find(node => !node.reading?.style.startsWith('1')) ?? this.#open[this.#floor()]!;
    const same = this.#open.findLastIndex(node => node.reading && runKey(node.reading) === runKey(reading));
    if (same <= this.#floor()) return (kind === 'decimal' && titled && this.#beforeAll()) || this.#top;
    const section = this.#open[same]!;
    const listed = below || !titled || (indent ?? 0) > (section.indent ?? 0);
    if (kind === 'decimal' && listed && /[:：]$/.test(this.#top.tail)) return this.#top;
    const again = kind === 'item' || (titled && section.clause?.heading && (section.width > 0 || isMiscounted(section, next)));
    return again ? this.#open[same - 1]! : this.#top;
  }

  /** What holds the items that are open, if these stand before all sections: (a) and (b) of an introduction hold no section. */
  #beforeAll(): OpenClause | undefined {
    // An article has no sections: 1. and 2. are parts of its ②.
    if (this.#open[this.#floor()]!.kind === 'word') return undefined;
    const items = this.#open.slice(this.#floor() + 1);
    const holds = items.some(({kind, reading, clause}) => (kind !== 'item' && reading?.style !== 'A.') || clause?.heading || /[一가가アイ]/.test(reading?.style ?? ''));
    return items.length > 0 && !holds ? this.#open[this.#floor()] : undefined;
  }

  /** 3.5.2 goes below 3.5, or below 3 where there is no 3.5, if it is the first there or continues a run. */
  #placeDecimal(reading: Reading, {midway, next}: Known): Place | undefined {
    const {values} = reading;
    const key = runKey(reading);
    // A line that goes on with a sentence may begin with a version: "… or users of Acme\n1.6.1 FOR ANY DAMAGES".
    const version = midway && (values.length > 2 || values[0]! > 1) && foretold(reading, next) === 0;
    const floor = this.#floor();
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const parent = this.#open[index]!;
      const own = parent.reading?.style.startsWith('1') ?? false;
      const whole = parent.reading && (own || parent.kind !== 'item') && isPart(reading, parent.reading);
      const elsewhere = this.#open.slice(floor, index).some(node => (own ? isSectionAbove(node, parent) : goesOnIn(node, reading)));
      const base = whole && !elsewhere ? parent.reading!.values.length : 0;
      const begins = parent === this.#top && isEmptySection(parent) && parent.reading?.values.length === 1 && values.length === 2 && values[1] === 1;
      if (base === 0 && index > floor && (begins || goesOnIn(parent, reading))) return {parent, reading};
      if (base === 0 && index > floor && !canHold(parent, reading, this.#open.slice(0, index))) continue;
      const inside = index >= floor ? parent : this.#open[floor]!;
      const last = inside.runs.get(key);
      const first = last === undefined && values.at(-1)! <= 1 && !(version && base === 0);
      if (follows(last, reading) || first || (base > 0 && last === undefined && values.at(-1)! <= MAX_GAP)) {
        const counted = base === 0 && inside.runs.has('1.');
        return {parent: inside, reading, levels: counted || (base > 0 && own) ? values.length - base : 1};
      }
      if (base > 0) return undefined;
    }
    return undefined;
  }

  get #top(): OpenClause {
    return this.#open.at(-1)!;
  }
}

/** All that a line has, in brackets. */
const ABOVE = /^[（(【][^（()）【】]{1,40}[）)】]$/;

/** Whether a number is the next one among the parts of a clause: 1.3 after 1.2, but not 2.1. */
function goesOnIn({runs}: OpenClause, reading: Reading): boolean {
  const last = runs.get(runKey(reading));
  return follows(last, reading) === 'next' && last!.values.slice(0, -1).every((value, index) => value === reading.values[index]);
}

/** Whether a section is counted from 1 again though its parts are those of the next one: converters count every list on its own. */
const isMiscounted = ({reading}: OpenClause, next: Marker | undefined) =>
  next?.readings.some(({values}) => values.length === 2 && values[1] === 1 && values[0] === reading!.values[0]! + 1) ?? false;

/** Whether a clause has a heading, and as yet no words and no parts. */
const isEmptySection = ({clause, kind, content}: OpenClause) =>
  clause?.heading !== undefined && kind === 'decimal' && content.length === 0;

/** Whether articles may stand below a clause: I. and A. that are nothing but a heading. */
const isDivision = ({clause, kind, reading, width}: OpenClause) =>
  kind === 'decimal' && clause?.heading !== undefined && width === 0 && /^[IA一]/.test(reading?.style ?? '');

/** Whether an item has the number of a section that it stands in: 2.1 is a part of the section then. */
const isSectionAbove = ({reading, clause}: OpenClause, item: OpenClause) =>
  clause?.heading !== undefined && !item.clause?.heading && reading?.style.startsWith('1') && isSame(reading, item.reading!);

/** A style without its marks: of `1.`, `1、` and `(1)` the 1. */
const bare = (style: string) => style.replace(/[^\p{L}\p{N}]/gu, '');

const isSame = (last: Reading | undefined, {values, inserted}: Reading) =>
  last?.values.length === values.length && last.values.every((value, index) => value === values[index]) && last.inserted === inserted;

/** Whether 3.5.2 may stand below a clause whose number is no part of it: one that is numbered in another way, or not at all. */
function canHold({reading, kind, heading}: OpenClause, {style}: Reading, around: readonly OpenClause[]): boolean {
  if (!reading) return heading !== undefined;
  if (reading.style.startsWith('1') || reading.style === style) return false;
  return kind !== 'item' || !around.some(node => node.reading?.style.startsWith('1'));
}
