/** Markup that was escaped, or written by us. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | undefined | readonly Html[];

/** Writes markup. Every value that is not markup itself is shown as the text that it is. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(literals.map((literal, at) => (at === 0 ? '' : written(parts[at - 1])) + literal).join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(({text}) => text).join('');
}

// What steers the direction of text, or cannot be seen, could make one title look like another: it is shown by its number.
export const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function escaped(text: string): string {
  return text
    .replace(UNSEEN, character => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`)
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
