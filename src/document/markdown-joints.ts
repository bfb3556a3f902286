import type {PhrasingContent, Root, RootContent} from 'mdast';

/** A character that a text has not, of those that Unicode keeps free for such uses; none if it has them all. */
export function absentCharacter(text: string): string {
  for (let code = 0xfdd0; code <= 0xfdef; code++) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) return character;
  }
  return '';
}

/** Joins the paragraphs that were cut to be parsed: each goes on with the last words before it. */
export function joinParagraphs(tree: Root, joint: string): void {
  if (!joint) return;
  const joined: RootContent[] = [];
  for (const node of tree.children) {
    const open = node.type === 'paragraph' && openEnd(joined.at(-1), joint);
    if (open) for (const child of node.children) open.push(child);
    else joined.push(node);
  }
  tree.children = joined;
}

/** The last words of a block, if they end with a joint. */
function openEnd(block: RootContent | undefined, joint: string): PhrasingContent[] | undefined {
  let node = block;
  while (node && 'children' in node) {
    const last = node.children.at(-1);
    if (last?.type === 'text') {
      if (!last.value.endsWith(joint)) return undefined;
      last.value = last.value.slice(0, -joint.length);
      return node.children as PhrasingContent[];
    }
    node = last;
  }
  return undefined;
}
