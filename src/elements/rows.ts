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
  /** However long, it is not to be drawn in pieces. */
  unsplit?: boolean;
  /** It has the next words of the block in the row before, or its next words are in the row below. */
  goesOn?: boolean;
  continues?: boolean;
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
export function rowsOf(blocks: readonly Block[], keyClauses?: TermsDocument['keyClauses']): Row[] {
  return [...eachRow(blocks, keyClauses)];
}

/** The same, row by row: a text of megabytes is laid out while it is read. */
export function eachRow(blocks: readonly Block[], keyClauses: TermsDocument['keyClauses'] = []): Generator<Row, void> {
  const keys = new Map(keyClauses.map(key => [key.clause, key]));
  return gather(blocks, {level: 0, depth: 0});

  function* gather(content: readonly Block[], place: Place, from = 0): Generator<Row, void> {
    // By index: the blocks of a large text are parsed one by one, as they are read.
    for (let index = from; index < content.length; index++) {
      const block = content[index]!;
      if (block.type === 'clause') yield* open(block, place);
      else yield row(place, {block, size: blockSize(block)});
    }
  }

  function* open(clause: Clause, outer: Place): Generator<Row, void> {
    const {anchor, number, heading, level, content} = clause;
    const opened = keys.get(anchor);
    const place: Place = {level, number: number ?? outer.number, depth: depthOf(clause, outer), key: opened ?? outer.key};
    // A number without a heading stands beside the first words of its clause.
    const [first] = content;
    const beside = !heading && first && first.type !== 'clause' ? first : undefined;
    yield row(place, {
      anchor,
      ...(number && {number}),
      ...(heading && {heading}),
      ...(beside && {block: beside}),
      ...(opened && {opensKey: true}),
      size: inlineSize(heading ?? []) + (beside ? blockSize(beside) : 0),
    });
    yield* gather(content, place, beside ? 1 : 0);
  }
}

/** Rows that are drawn at once, and those that are left for later in a text that is too long for that. */
export interface BegunRows {
  head: Row[];
  /** The next one, and where those after it come from. */
  rest?: [Row, IterableIterator<Row>];
}

/** Takes what is quick to draw off some rows. */
export function beginRows(source: IterableIterator<Row>): BegunRows {
  const head: Row[] = [];
  let room = HEAD_CHARACTERS;
  for (let {value, done} = source.next(); !done; {value, done} = source.next()) {
    const line = value as Row;
    if (room < 0 || line.size > LONG_ROW_CHARACTERS) return {head, rest: [line, source]};
    head.push(line);
    room -= line.size + ROW_COST;
  }
  return {head};
}

/** A usual text is shorter, and drawn without further ado. */
const HEAD_CHARACTERS = 100_000;
const LONG_ROW_CHARACTERS = 16_000;

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
export const ROW_COST = 100;

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
