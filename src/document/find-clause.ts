import type {Block, Clause, TermsDocument} from './model.js';

/** The clause at an anchor, wherever it stands; undefined where there is none. */
export function findClause({content}: Pick<TermsDocument, 'content'>, anchor: string): Clause | undefined {
  return find(content, anchor);
}

function find(blocks: readonly Block[], anchor: string): Clause | undefined {
  for (const block of blocks) {
    if (block.type === 'clause' && block.anchor === anchor) return block;
    const inside = block.type === 'list' ? block.items.flat() : block.type === 'clause' || block.type === 'quote' ? block.content : [];
    const found = find(inside, anchor);
    if (found) return found;
  }
  return undefined;
}
