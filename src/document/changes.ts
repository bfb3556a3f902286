import {append, inlineText} from './inline-text.js';
import type {Block, Clause, Inline, Link, List, Mark, Table, TermsDocument} from './model.js';

/** Which of the two texts has something: both, or one of them. */
export type Side = 'before' | 'after';
export type In = 'both' | Side;

/**
 * The difference of two versions of a text: every word of either, each said once where both have it. Both
 * documents can be rebuilt from it exactly. Immutable, as the two are.
 */
export interface TermsChanges {
  format: 'assent-changes/1';
  before: DocumentHead;
  after: DocumentHead;
  /** The first is the document itself; the others are clauses, which name each other by their place in this list. */
  clauses: ClauseChange[];
}

/** What a document says of itself. */
export type DocumentHead = Omit<TermsDocument, 'content' | 'preamble'> & {preamble?: true};

/** A clause in two versions, without its parts: these are clauses of their own. */
export interface ClauseChange {
  /**
   * `kept`: its words are the same; its number and its white space may not be. `changed`: other words. `moved`: now part of
   * another clause, or in another order among its neighbours; its words may have changed as well. A clause that has not
   * moved has two places where a heading was put around it, or taken away.
   */
  change: 'kept' | 'changed' | 'added' | 'removed' | 'moved';
  /** Whether a clause that has moved has other words. */
  reworded?: true;
  before?: ClauseHead;
  after?: ClauseHead;
  heading?: TextRun[];
  /** Of the document only. */
  preamble?: BlockChange[];
  content: BlockChange[];
}

/** What a clause prints and is cited by; the document itself has none. */
export type ClauseHead = Pick<Clause, 'anchor' | 'number' | 'level' | 'permalink'> & {
  /** Whether it has a heading. */
  headed?: true;
};

export type BlockChange =
  /** A block that both have, or that is new or gone as a whole. */
  | {type: 'block'; in: In; block: Block}
  /** The place of a part: one that is elsewhere, or below another heading, has two. */
  | {type: 'clause'; in: In; clause: number}
  /** A paragraph with other words. */
  | {type: 'paragraph'; text: TextRun[]}
  | {type: 'quote'; content: BlockChange[]}
  | {type: 'list'; before: ListHead; after: ListHead; items: ItemChange[]}
  /** `columns` where some are new or gone: the cells of a row that is in both are of all of them. */
  | {type: 'table'; before: Table['align']; after: Table['align']; columns?: In[]; rows: RowChange[]};

export type ListHead = Omit<List, 'type' | 'items'>;
export type ItemChange = {in: In; item: Block[]} | {in: 'both'; content: BlockChange[]};
export type RowChange = {in: In; row: Inline[][]} | {in: 'both'; cells: TextRun[][]};

/** A run of words that both texts have, or only one. */
export interface TextRun {
  in: In;
  words: Piece[];
  /** What stood there before, where both have white space and only its characters are others: nobody sees that. */
  was?: Piece[];
}

/** Words, or the beginning or the end of a mark, or what has no words inside. */
export type Piece = string | {type: 'open'; mark: OpenMark} | {type: 'close'} | Exclude<Inline, string | Mark | Link>;
export type OpenMark = Omit<Mark, 'content'> | Omit<Link, 'content'>;

/** The document as it was, or as it is now. */
export function rebuild(changes: TermsChanges, side: Side): TermsDocument {
  const {preamble, ...head} = changes[side];
  const [root] = changes.clauses;
  const {clauses} = changes;
  return {
    ...head,
    ...(preamble ? {preamble: blocksOf(root!.preamble ?? [], side, clauses)} : {}),
    content: blocksOf(root!.content, side, clauses),
  };
}

/** A text as it was, or as it is now. */
export function wordsOf(runs: readonly TextRun[], side: Side): Inline[] {
  return nest(runs.flatMap(run => (has(run, side) ? piecesOf(run, side) : [])));
}

/** Nothing but white space is taken for what stood there before: a change would be hidden. */
function piecesOf({words, was}: TextRun, side: Side): Piece[] {
  return was && side === 'before' && !inlineText(nest([...words, ...was])).trim() ? was : words;
}

/**
 * A text in the order to show it: what both have, what is gone and what is new, each run with the marks around it
 * closed and opened again, so that it can stand on its own.
 */
export function segmentsOf(runs: readonly TextRun[]): {in: In; content: Inline[]}[] {
  const open: Record<Side, OpenMark[]> = {before: [], after: []};
  return runs.map(run => {
    const side = run.in === 'before' ? 'before' : 'after';
    const around: Piece[] = open[side].map(mark => ({type: 'open', mark}));
    for (const piece of run.words) {
      if (run.in !== 'after') track(open.before, piece);
      if (run.in !== 'before') track(open.after, piece);
    }
    return {in: run.in, content: nest([...around, ...run.words])};
  });
}

function track(open: OpenMark[], piece: Piece): void {
  if (typeof piece === 'string') return;
  if (piece.type === 'open') open.push(piece.mark);
  if (piece.type === 'close') open.pop();
}

function blocksOf(changes: readonly BlockChange[], side: Side, clauses: readonly ClauseChange[]): Block[] {
  return changes.flatMap(change => blockOf(change, side, clauses));
}

/** A block as it was, or as it is now: one, or none. */
export function blockOf(change: BlockChange, side: Side, clauses: readonly ClauseChange[]): Block[] {
  switch (change.type) {
    case 'block':
      return has(change, side) ? [change.block] : [];
    case 'clause':
      return has(change, side) ? [clauseOf(clauses[change.clause]!, side, clauses)] : [];
    case 'paragraph':
      return [{type: 'paragraph', content: wordsOf(change.text, side)}];
    case 'quote':
      return [{type: 'quote', content: blocksOf(change.content, side, clauses)}];
    case 'list':
      return [{type: 'list', ...change[side], items: change.items.flatMap(item => (has(item, side) ? [itemOf(item, side, clauses)] : []))}];
    case 'table':
      return [{type: 'table', align: change[side], rows: change.rows.flatMap(row => (has(row, side) ? [rowOf(row, side, change.columns)] : []))}];
  }
}

/** Whether one of the two texts has something. */
export function has(change: {in: In}, side: Side): boolean {
  return change.in === 'both' || change.in === side;
}

const itemOf = (change: ItemChange, side: Side, clauses: readonly ClauseChange[]): Block[] =>
  'item' in change ? change.item : blocksOf(change.content, side, clauses);

function rowOf(change: RowChange, side: Side, columns: readonly In[] = []): Inline[][] {
  if ('row' in change) return change.row;
  return change.cells.filter((_, index) => has({in: columns[index] ?? 'both'}, side)).map(cell => wordsOf(cell, side));
}

function clauseOf(change: ClauseChange, side: Side, clauses: readonly ClauseChange[]): Clause {
  return {...headOf(change, side), content: blocksOf(change.content, side, clauses)};
}

/** A clause as it was, or as it is now, without its content. */
export function headOf(change: ClauseChange, side: Side): Omit<Clause, 'content'> {
  const {headed, ...head} = change[side]!;
  return {type: 'clause', ...head, ...(headed ? {heading: wordsOf(change.heading ?? [], side)} : {})};
}

/** Pieces as the tree that they came from; marks that are still open at the end are closed. */
function nest(pieces: readonly Piece[]): Inline[] {
  const stack: Inline[][] = [[]];
  for (const piece of pieces) {
    const top = stack.at(-1)!;
    if (typeof piece === 'string') append(top, piece);
    else if (piece.type === 'open') {
      const content: Inline[] = [];
      top.push({...piece.mark, content});
      stack.push(content);
    } else if (piece.type === 'close') {
      if (stack.length > 1) stack.pop();
    } else top.push(piece);
  }
  return stack[0]!;
}
