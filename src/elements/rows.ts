import type {Block, Clause, Inline, KeyClause, TermsDocument} from '../document/model.js';

/**
 * One line of the reader: a clause's number beside its heading or beside one block of its words. A text is
 * laid out as a flat run of rows, so that it can be built in pieces however large one clause is.
 */
export interface Row {
  /** The anchor of the clause that opens here. */
  anchor?: string;
  number?: string;
  heading?: readonly Inline[];
  block?: Exclude<Block, Clause>;
  /** Level of the clause that the row belongs to, 0 outside of any. */
  level: number;
  /** How far it is set in. Decimal numbers tell their depth by themselves and are not. */
  depth: number;
  /** The key clause that the row is part of; `opensKey` in its first row. */
  key?: KeyClause;
  opensKey?: boolean;
  /** Characters, roughly: what it costs to build. */
  size: number;
}

/** Where rows are while they are gathered. */
interface Place {
  level: number;
  depth: number;
  number?: string | undefined;
  key?: KeyClause | undefined;
}

/** Lays a text out. Preamble and content are asked for one by one. */
export function rowsOf(blocks: readonly Block[], keyClauses: TermsDocument['keyClauses'] = []): Row[] {
  const keys = new Map(keyClauses.map(key => [key.clause, key]));
  const rows: Row[] = [];
  gather(blocks, {level: 0, depth: 0});
  return rows;

  function gather(content: readonly Block[], place: Place): void {
    for (const block of content) {
      if (block.type === 'clause') open(block, place);
      else rows.push(row(place, {block, size: blockSize(block)}));
    }
  }

  function open(clause: Clause, outer: Place): void {
    const {anchor, number, heading, level, content} = clause;
    const opened = keys.get(anchor);
    const place: Place = {level, number: number ?? outer.number, depth: depthOf(clause, outer), key: opened ?? outer.key};
    // A number without a heading stands beside the first words of its clause.
    const [first, ...rest] = content;
    const beside = !heading && first && first.type !== 'clause' ? first : undefined;
    rows.push(row(place, {
      anchor,
      ...(number && {number}),
      ...(heading && {heading}),
      ...(beside && {block: beside}),
      ...(opened && {opensKey: true}),
      size: inlineSize(heading ?? []) + (beside ? blockSize(beside) : 0),
    }));
    gather(beside ? rest : content, place);
  }
}

function row({level, depth, key}: Place, rest: Omit<Row, 'level' | 'depth' | 'key'>): Row {
  return {level, depth, ...(key && {key}), ...rest};
}

/** `2.1.3` in `2.1`, and `第三条` in `第一章`, stand in the same column as what is around them; `(a)` is set in. */
export function depthOf({number, level}: Pick<Clause, 'number' | 'level'>, outer: Pick<Place, 'number' | 'depth'>): number {
  if (!number || !outer.number || level === 1) return outer.depth;
  const continues = number.startsWith(outer.number.replace(/[.、．]$/, '')) && number.length > outer.number.length;
  return continues || /^(第|§|[A-Z][a-z]+\s)/.test(number) ? outer.depth : outer.depth + 1;
}

/** How wide the column for numbers is, or that numbers stand before the words instead. */
export type Gutter = 'none' | 'narrow' | 'wide';

/**
 * Numbers hang in a column of their own where paragraphs bear numbers. Where only headings do, or the numbers
 * are long (`Article 12`), they stand in the line, and a phone keeps its width.
 */
export function gutterOf(rows: readonly Row[]): Gutter {
  const texts = rows.filter(({heading, depth}) => !heading && depth === 0);
  const widths = texts.flatMap(({number}) => (number ? [widthOf(number)] : []));
  const beyond = (limit: number) => widths.filter(width => width > limit).length > widths.length / 10;
  if (widths.length <= texts.length / 4 || beyond(8)) return 'none';
  return beyond(5) ? 'wide' : 'narrow';
}

/** In digits; an ideograph is two wide. */
function widthOf(number: string): number {
  return [...number].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0);
}

/** Cuts rows into runs that are quick to build, in order. */
export function chunksOf(rows: readonly Row[], maxSize: number): Row[][] {
  const chunks: Row[][] = [];
  let room = 0;
  for (const line of rows) {
    const cost = line.size + ROW_COST;
    if (room < cost || chunks.length === 0) {
      chunks.push([]);
      room = maxSize;
    }
    chunks.at(-1)!.push(line);
    room -= cost;
  }
  return chunks;
}

/** A row costs about as much as this many characters, however short it is. */
const ROW_COST = 100;

/** Characters of a block, roughly. */
export function blockSize(block: Block): number {
  switch (block.type) {
    case 'paragraph': return inlineSize(block.content);
    case 'list': return sum(block.items.flat(), blockSize);
    case 'table': return sum(block.rows.flat(), cell => inlineSize(cell) + 20);
    case 'clause':
    case 'quote': return sum(block.content, blockSize);
    case 'code': return block.text.length;
    case 'rule': return 1;
  }
}

/** Characters of a run of text. */
export function inlineSize(content: readonly Inline[]): number {
  return sum(content, inline => {
    if (typeof inline === 'string') return inline.length;
    if ('content' in inline) return inlineSize(inline.content);
    return 'text' in inline ? inline.text.length : 1;
  });
}

function sum<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((total, item) => total + size(item), 0);
}
