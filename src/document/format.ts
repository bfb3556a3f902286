/** What plain text does not have by chance: signs of Markdown, one of which is enough. */
const SIGNS: readonly RegExp[] = [
  /^ {0,3}#{1,6}[ \t]+\S/m, // # heading
  /^ {0,3}\S.*\n {0,3}(={3,}|-{3,})[ \t]*$/m, // heading, underlined
  /\*\*[^\s*][^*\n]*\*\*|(?<!_)__[\p{L}\p{N}“"(][^_\n]*__(?!_)/u, // **strong**, but no blanks to fill in: ____ of ____
  /\[[^[\]\n]{0,500}\]\([^()\s]{0,2000}[\s)]/, // [link](target)
  /^ {0,3}\[[^\]\n]+\]:\s*\S/m, // [label]: target
  /^ {0,3}(```|~~~)/m, // code
  /^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|/m, // table
  /^[ \t>]*\d+\\\./m, // 1\. as converters write it
  /^ {0,3}>[ \t]+\S/m, // > quote
];

/** Tells Markdown from plain numbered text. */
export function detectFormat(text: string): 'text' | 'markdown' {
  return SIGNS.some(sign => sign.test(text)) ? 'markdown' : 'text';
}
