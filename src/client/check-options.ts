import {AssentError} from '../protocol/errors.js';

/** What an option has to be: what is wrong with a value, and what to do about it; nothing where it is right. */
type Rule = (value: unknown) => [wrong: string, advice: string] | undefined;

const RULES: Record<string, Rule> = {
  endpoint: endpointRule,
  site: siteRule,
  subject: value =>
    typeof value === 'string' && value !== '' ? undefined : ['is not a string with an account in it', 'Give the `sub` of its tokens as a string, or leave it out for an anonymous visitor.'],
  getSubjectToken: value => (typeof value === 'function' ? undefined : ['is not a function', 'Give one that asks your server for a fresh token: () => fetch(…).then(response => response.text()).']),
  locale: value => (isLocale(value) ? undefined : ['is not a language tag', 'Write it as en or zh-CN (BCP 47), or leave it out for the language of the page.']),
  debug: value => (typeof value === 'function' ? undefined : ['is not a function', 'Give one that takes a line of text, such as console.debug.']),
};
const REQUIRED = ['endpoint', 'site'];

/** Throws `invalid_options`, with what to do, where `asked` was not given the options that it takes: these `names`, or all. */
export function assertOptions(options: unknown, asked: string, names: readonly string[] = Object.keys(RULES)): void {
  if (typeof options !== 'object' || options === null) throw wrong(`${asked} was given no options.`, `Call ${asked}({endpoint: 'https://…', site: 'pk_…'}).`);
  const stray = Object.keys(options).find(name => !names.includes(name));
  if (stray !== undefined) throw wrong(`${asked} has no option \`${stray}\`.`, `It takes ${names.join(', ')}.`);
  for (const name of names) {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined && !REQUIRED.includes(name)) continue;
    const found = RULES[name]!(value);
    if (found) throw wrong(`\`${name}\` ${found[0]}.`, found[1]);
  }
  const {subject, getSubjectToken} = options as Record<string, unknown>;
  if ((subject === undefined) !== (getSubjectToken === undefined)) {
    throw wrong('`subject` and `getSubjectToken` go together.', 'An account has both; leave both out for an anonymous visitor.');
  }
}

function endpointRule(value: unknown): ReturnType<Rule> {
  const advice = 'Give the address where the backend is mounted, such as https://terms.example.com/.';
  if (value === undefined || value === '') return ['is missing', advice];
  if (typeof value !== 'string' && !(value instanceof URL)) return ['is neither a string nor a URL', advice];
  const base = baseAddress();
  const {protocol} = URL.canParse(String(value), base) ? new URL(value, base) : {protocol: ''};
  return /^https?:$/.test(protocol) ? undefined : ['is not an address of the web', advice];
}

/** What an endpoint may be relative to. A server that draws a page makes the page's clients, and asks for nothing by them. */
export function baseAddress(): string {
  return globalThis.location?.href ?? 'http://no-page-to-be-relative-to.invalid/';
}

function siteRule(value: unknown): ReturnType<Rule> {
  if (value === undefined) return ['is missing', 'Give the publishable key of your site, pk_….'];
  // What is given is not quoted: it may be a secret.
  if (typeof value === 'string' && value.startsWith('sk_')) return ['is a secret key', 'Take it out of here, make another, and give the publishable key, pk_….'];
  return typeof value === 'string' && /^pk_./.test(value) ? undefined : ['is not a publishable key', 'Give the one of your site: it reads pk_….'];
}

function isLocale(value: unknown): boolean {
  try {
    return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

function wrong(message: string, advice: string): AssentError {
  return new AssentError('invalid_options', message, {advice});
}
