import {segmentsOf, wordsOf, type BlockChange, type ClauseChange, type In, type ItemChange, type RowChange, type TermsChanges, type TextRun} from '../document/changes.js';
import {leadingText} from '../document/inline-text.js';
import type {Block, Inline, KeyClause} from '../document/model.js';
import {blockSize, depthOf, inlineSize, ROW_COST, type Row} from './rows.js';

/** What a row says of its clause in words. */
export type ChangeKind = 'added' | 'removed' | 'reworded' | 'movedFrom' | 'movedTo' | 'formerNumber';

/** A line of both texts at once. Its words, as far as others look into them, are those of either. */
export interface ChangedRow extends Row {
  /** Of the clause that opens here, and was not kept as it is. */
  changes?: {kind: ChangeKind; place?: string}[];
  /** Whether its heading is new, or gone. */
  in: In;
  headingRuns?: readonly TextRun[];
  change?: Exclude<BlockChange, {type: 'clause'}>;
}

/** One line of the list of changes. */
export interface ChangeEntry {
  /** Of the row where the clause opens. */
  row: number;
  number: string;
  title: string;
  changes: NonNullable<ChangedRow['changes']>;
}

interface Place {
  level: number;
  depth: number;
  number?: string | undefined;
  key?: KeyClause | undefined;
  /** The clause around. */
  around: ClauseChange;
}

/** Characters; the list cuts them to what it has room for. */
const LONGEST_TITLE = 120;

/** Lays both texts out as one, and lists what is to be seen in it; says after each row what it cost. */
export function* changedRowsOf({clauses, after}: TermsChanges): Generator<number, {rows: ChangedRow[]; entries: ChangeEntry[]}> {
  const keys = new Map((after.keyClauses ?? []).map(key => [key.clause, key]));
  const rows: ChangedRow[] = [];
  const entries: ChangeEntry[] = [];
  const root = clauses[0]!;
  yield* gather(root.content, {level: 0, depth: 0, around: root});
  if (root.change === 'changed') listIntroduction();
  return {rows, entries};

  function* gather(content: readonly BlockChange[], place: Place): Generator<number, void> {
    for (const change of content) {
      if (change.type !== 'clause') yield add({...lineOf(place), ...wordsOfBlock(change)});
      // What stands below another heading now, and where it stood, is opened there.
      else if (change.in === 'before' && clauses[change.clause]!.after) {
        if (clauses[change.clause]!.change === 'moved') yield leave(clauses[change.clause]!, place);
      } else yield* open(clauses[change.clause]!, place);
    }
  }

  function add(row: ChangedRow): number {
    rows.push(row);
    return row.size + ROW_COST;
  }

  /** Where a clause was that is elsewhere now. */
  function leave({before, after: now, heading: runs = []}: ClauseChange, place: Place): number {
    const heading = wordsOf(runs, 'before');
    return add({
      ...lineOf(place),
      level: before!.level,
      ...(before?.number && {number: before.number}),
      ...(heading.length > 0 && {heading, headingRuns: wholeRun(runs)}),
      in: 'before',
      size: inlineSize(heading),
      changes: [{kind: 'movedTo', place: now?.number ?? ''}],
    });
  }

  function* open(clause: ClauseChange, outer: Place): Generator<number, void> {
    const {anchor, number, level} = (clause.after ?? clause.before)!;
    const {change, heading: headingRuns, content} = clause;
    const opened = change === 'removed' ? undefined : keys.get(anchor);
    const place: Place = {level, number: number ?? outer.number, depth: depthOf({level, ...(number && {number})}, outer), key: opened ?? outer.key, around: clause};
    const heading = headingRuns && shownInlines(headingRuns);
    // A number without a heading stands beside the first words of its clause.
    const [first, ...rest] = content;
    const beside = !heading && first && first.type !== 'clause' ? first : undefined;
    const changes = changesOf(clause);
    const words = beside ? wordsOfBlock(beside) : undefined;
    const row: ChangedRow = {
      ...lineOf(place),
      ...words,
      // What is gone has no anchor any more; another clause may have it.
      ...(change !== 'removed' && {anchor}),
      ...(number && {number}),
      ...(heading && {heading, headingRuns}),
      ...(opened && {opensKey: true}),
      ...(changes.length > 0 && {changes}),
      in: sideOf(clause),
      size: inlineSize(heading ?? []) + (words?.size ?? 0),
    };
    // The parts of what is new or gone as a whole are so too: said once.
    if (row.changes && change === outer.around.change && (change === 'added' || change === 'removed')) delete row.changes;
    if (row.changes?.some(({kind}) => kind !== 'formerNumber')) entries.push(entryOf(row, clause, rows.length));
    yield add(row);
    yield* gather(beside ? rest : content, place);
  }

  /** Words before the first clause that differ. */
  function listIntroduction(): void {
    const row = rows.findIndex(({level, change}) => level === 0 && change && (change.type !== 'block' || change.in !== 'both'));
    if (row >= 0) entries.unshift({row, number: '', title: '', changes: [{kind: 'reworded'}]});
  }
}

/** Rows of what stood above the title. */
export function preambleRowsOf({clauses: [root]}: TermsChanges): ChangedRow[] {
  return (root!.preamble ?? []).flatMap(change => (change.type === 'clause' ? [] : [{level: 0, depth: 0, ...wordsOfBlock(change)}]));
}

/** The words of either text, each where it stands. */
function shownInlines(runs: readonly TextRun[]): Inline[] {
  return segmentsOf(runs).flatMap(({content}) => content);
}

function lineOf({level, depth, key}: Place): Pick<Row, 'level' | 'depth' | 'key'> {
  return {level, depth, ...(key && {key})};
}

function wordsOfBlock(change: NonNullable<ChangedRow['change']>): Pick<ChangedRow, 'block' | 'change' | 'in' | 'size' | 'unsplit'> {
  const block = shownBlock(change) as NonNullable<Row['block']>;
  return {block, change, in: 'both', size: blockSize(block), unsplit: true};
}

function changesOf({change, reworded, before, after}: ClauseChange): NonNullable<ChangedRow['changes']> {
  const former = before?.number && before.number !== after?.number ? before.number : '';
  switch (change) {
    case 'added':
    case 'removed': return [{kind: change}];
    case 'moved': return [{kind: 'movedFrom', place: former}, ...(reworded ? [{kind: 'reworded' as const}] : [])];
    case 'changed': return [{kind: 'reworded'}, ...renumbered(former)];
    case 'kept': return renumbered(former);
  }
}

function renumbered(former: string): NonNullable<ChangedRow['changes']> {
  return former ? [{kind: 'formerNumber', place: former}] : [];
}

function sideOf({change}: ClauseChange): In {
  return change === 'added' ? 'after' : change === 'removed' ? 'before' : 'both';
}

/** A heading as it was, neither new nor gone. */
function wholeRun(runs: readonly TextRun[]): TextRun[] {
  return runs.flatMap(({in: side, words}): TextRun[] => (side === 'after' ? [] : [{in: 'both', words}]));
}

function entryOf({heading, headingRuns, block, change, number = '', changes = []}: ChangedRow, clause: ClauseChange, row: number): ChangeEntry {
  const runs = heading ? headingRuns : change?.type === 'paragraph' ? change.text : undefined;
  const words = runs ? wordsOf(runs, clause.change === 'removed' ? 'before' : 'after') : block?.type === 'paragraph' ? block.content : [];
  return {row, number, title: leadingText(words, LONGEST_TITLE).replace(/\s+/g, ' ').trim(), changes};
}

/** A block that has the words of both. */
function shownBlock(change: BlockChange): Block {
  switch (change.type) {
    case 'block': return change.block;
    case 'paragraph': return {type: 'paragraph', content: shownInlines(change.text)};
    case 'quote': return {type: 'quote', content: change.content.map(shownBlock)};
    case 'list': return {type: 'list', ...change.after, items: change.items.map(shownItem)};
    case 'table': return {type: 'table', align: change.after, rows: change.rows.map(shownCells)};
    // Clauses inside of lists and quotes stay blocks there: no place of one is met.
    case 'clause': return {type: 'rule'};
  }
}

function shownItem(item: ItemChange): Block[] {
  return 'item' in item ? item.item : item.content.map(shownBlock);
}

function shownCells(row: RowChange): Inline[][] {
  return 'row' in row ? row.row : row.cells.map(shownInlines);
}
