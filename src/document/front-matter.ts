import {parseDocument} from 'yaml';
import type {KeyClause, SeparateConsent} from './model.js';
import {nearest} from './near-miss.js';
import {termsInvalid} from './terms-invalid.js';

/** What a publisher says of a text before it begins, in YAML between two lines of `---`. */
export interface FrontMatter {
  title?: string;
  keyClauses?: KeyClause[];
  consents?: SeparateConsent[];
}

const KEYS = ['title', 'keyClauses', 'consents'];
const CONSENT_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Longer is no front matter that people write, and YAML takes time that grows with the square of its keys. */
const MAX_LENGTH = 32_768;
const NOT_MEANT = 'or begin the text with an empty line if it has no front matter.';
const KNOWN_KEY = /^(title|keyClauses|consents)[ \t]*[:：=]/m;

/**
 * Splits a source (lines ending with \n) into its front matter and its text. A first line of `---` is a thematic
 * break, and text, where an empty line or no mapping follows. A line of `---` or `...` ends it.
 */
export function splitFrontMatter(source: string): {matter: FrontMatter; text: string} {
  const match = /^---[ \t]*\n(?![ \t]*\n)((?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source);
  if (!match) refuseUnclosed(source);
  if (!match || !/^\s*(["']?[\p{L}_][\p{L}\p{N}_ -]*["']?\s*:(\s|$)|(title|keyClauses|consents)\s*：|\{|#)/mu.test(match[1]!)) return {matter: {}, text: source};
  if (match[1]!.length > MAX_LENGTH) throw invalid(`The front matter is longer than ${MAX_LENGTH} characters.`, `Make it shorter, ${NOT_MEANT}`);
  return {matter: readMatter(match[1]!), text: source.slice(match[0].length)};
}

/** What was meant as front matter would otherwise be read as the first words of the terms. */
function refuseUnclosed(source: string): void {
  const head = source.slice(0, MAX_LENGTH).split('\n\n', 1)[0]!;
  if (!KNOWN_KEY.test(head)) return;
  if (/^---[ \t]*\n/.test(head)) throw invalid('The front matter has no end.', `Write a line of --- below it, ${NOT_MEANT}`);
  if (/^\+\+\+[ \t]*\n/.test(head)) throw invalid('The front matter is not YAML.', `Write YAML between two lines of ---, ${NOT_MEANT}`);
}

function readMatter(yaml: string): FrontMatter {
  const document = parseDocument(yaml, {logLevel: 'error'});
  const [error] = document.errors;
  if (error && /call stack/.test(error.message)) throw invalid('The front matter nests too deep.');
  if (error) {
    const at = error.linePos?.[0];
    throw termsInvalid(
      `The front matter is not YAML: ${error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:$/, '.')}${at ? ` (line ${at.line + 1} of the source)` : ''}`,
      `Mend the YAML between the two lines of ---, ${NOT_MEANT}`,
      error,
    );
  }
  const value = toPlain(document);
  if (!isMapping(value) && /：/.test(yaml)) throw invalid('The front matter has a full-width colon (：) behind a key.', 'Write an ordinary colon and a space, as in title: 服务条款.');
  if (!isMapping(value)) throw invalid('The front matter is not a mapping of keys to values.');
  refuseMisspelt(value);
  const title = own(value, 'title');
  if (title !== undefined && (typeof title !== 'string' || !title.trim())) throw invalid('`title` in the front matter is not a text.', 'Put it in quotes, as in title: "2026", or leave it out.');
  return {
    ...(title === undefined ? {} : {title: title.trim().replace(/\s+/g, ' ')}),
    ...entries(value, 'keyClauses', readKeyClause),
    ...entries(value, 'consents', readConsent),
  };
}

function toPlain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({maxAliasCount: 100});
  } catch (cause) {
    throw termsInvalid('The front matter has aliases that cannot be resolved.', 'Write the values out instead of using YAML aliases.', cause);
  }
}

function entries<Key extends string, Item>(matter: Mapping, key: Key, readEntry: (entry: unknown, where: string) => Item): {[K in Key]?: Item[]} {
  const list = own(matter, key);
  if (list === undefined || list === null) return {};
  if (!Array.isArray(list)) throw invalid(`\`${key}\` in the front matter is not a list.`);
  if (list.length === 0) return {};
  return {[key]: list.map((entry, index) => readEntry(entry, `${key}[${index}]`))} as {[K in Key]?: Item[]};
}

function readKeyClause(entry: unknown, where: string): KeyClause {
  if (!isMapping(entry)) return {clause: anchorText(entry, where)};
  refuseStrange(entry, ['clause', 'explanation'], where);
  const explanation = own(entry, 'explanation');
  const clause = anchorText(own(entry, 'clause'), `${where}.clause`);
  return explanation === undefined ? {clause} : {clause, explanation: words(explanation, `${where}.explanation`)};
}

function readConsent(entry: unknown, where: string): SeparateConsent {
  if (!isMapping(entry)) throw invalid(`\`${where}\` in the front matter is not a mapping.`);
  refuseStrange(entry, ['id', 'clause', 'title', 'sensitive'], where);
  const id = words(own(entry, 'id'), `${where}.id`);
  if (!CONSENT_ID.test(id)) throw invalid(`\`${where}.id\` is "${id}"; an id is 1 to 64 of a-z 0-9 - and starts with a letter or digit.`);
  const sensitive = own(entry, 'sensitive') ?? false;
  if (typeof sensitive !== 'boolean') throw invalid(`\`${where}.sensitive\` in the front matter is neither true nor false.`);
  return {id, clause: anchorText(own(entry, 'clause'), `${where}.clause`), title: words(own(entry, 'title'), `${where}.title`), sensitive};
}

/** YAML reads 3.10 as the number 3.1: only a clause in quotes, or one that is no fraction, names what was meant. */
function anchorText(value: unknown, where: string): string {
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  if (typeof value === 'number') throw invalid(`\`${where}\` is the number ${value}, not a clause.`, 'Put the clause in quotes: "3.10". YAML reads 3.10 as 3.1.');
  return words(value, where);
}

function words(value: unknown, where: string): string {
  if (typeof value !== 'string' || !value.trim()) throw invalid(`\`${where}\` in the front matter is missing or not a text.`);
  return value.trim();
}

/** Other keys are the publisher's own, but what a misspelt one of ours says would be lost without a word, and for good. */
function refuseMisspelt(matter: Mapping): void {
  for (const key of Object.keys(matter).filter(name => !KEYS.includes(name))) {
    const meant = nearest(key, KEYS) ?? (Array.isArray(matter[key]) ? namesake(key) : undefined);
    if (meant) throw invalid(`\`${key}\` in the front matter is unknown.`, `Write \`${meant}\`.`);
  }
}

/** A list of these is nothing that others write: `separateConsents`, `importantClauses`. */
function namesake(key: string): string | undefined {
  return /consents?$/i.test(key) ? 'consents' : /clauses?$/i.test(key) ? 'keyClauses' : undefined;
}

/** Entries of our lists are ours alone. */
function refuseStrange(entry: Mapping, known: readonly string[], where: string): void {
  const key = Object.keys(entry).find(name => !known.includes(name));
  if (key === undefined) return;
  const meant = nearest(key, known);
  throw invalid(`\`${where}.${key}\` in the front matter is unknown.`, meant ? `Write \`${meant}\`.` : `It may have ${known.join(', ')}.`);
}

type Mapping = Record<string, unknown>;
const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Own keys only: `__proto__` and `constructor` are what the YAML says, or nothing. */
const own = (value: Mapping, key: string) => (Object.hasOwn(value, key) ? value[key] : undefined);
const invalid = (message: string, advice = 'It reads title: …, keyClauses: [{clause, explanation}], consents: [{id, clause, title, sensitive}].') => termsInvalid(message, advice);
