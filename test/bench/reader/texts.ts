import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';

const WORDS =
  'the service may suspend an account where its use harms other people or breaks the law and gives notice before it does so unless the harm is at hand'.split(' ');

/** A source to publish, and what it stands for in the table. */
export interface Text {
  name: string;
  source: string;
}

/** Numbered terms of about so many bytes, in sections of ten clauses: the same every time. */
export function generatedTerms(bytes: number): string {
  const parts = ['# Generated terms\n'];
  let size = 0;
  for (let section = 1; size < bytes; section++) {
    const clauses = Array.from({length: 10}, (_, index) => `${section}.${index + 1} ${sentence(section * 10 + index)}`);
    const part = `## ${section}. Section ${section} of the terms\n\n${clauses.join('\n\n')}\n`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('\n');
}

/** Terms of few clauses, each one paragraph of very many words. */
export function longParagraphs(bytes: number): string {
  const clauses = Array.from({length: 5}, (_, index) => {
    const words: string[] = [];
    for (let seed = index, size = 0; size < bytes / 5; seed++) {
      words.push(sentence(seed));
      size += words.at(-1)!.length;
    }
    return `${index + 1}. ${words.join(' ')}`;
  });
  return `# Long paragraphs\n\n${clauses.join('\n\n')}\n`;
}

/** The largest text of the corpus, where there is one beside the project. */
export function largestOfCorpus(): Text | undefined {
  const folder = new URL('../../../../shared/corpus/', import.meta.url);
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter(name => /\.(md|txt)$/.test(name));
  const [largest] = files.map(name => ({name, bytes: statSync(new URL(name, folder)).size})).sort((a, b) => b.bytes - a.bytes);
  return largest && {name: largest.name, source: readFileSync(new URL(largest.name, folder), 'utf8')};
}

function sentence(seed: number): string {
  const words = Array.from({length: 12 + (seed % 17)}, (_, index) => WORDS[(seed * 7 + index * (1 + (seed % 5))) % WORDS.length]);
  const text = words.join(' ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
