/**
 * The locale to answer with: lookup of RFC 4647 §3.4, then the same language in the same script, then the
 * same language, then the first. `available` is never empty.
 */
export function chooseLocale(wanted: string | undefined, available: readonly string[]): string {
  const first = available[0]!;
  if (wanted === undefined) return first;
  return lookup(wanted, available) ?? alike(wanted, available, sameScript) ?? alike(wanted, available, sameLanguage) ?? first;
}

/** What is said in the locale to answer with; undefined where nothing is said at all. */
export function wordsIn(said: Readonly<Record<string, string>> | undefined, wanted: string | undefined): string | undefined {
  return said && said[chooseLocale(wanted, Object.keys(said))];
}

/** RFC 4647 §3.4: take subtags off the end until one fits; a single letter before the end goes with it. */
function lookup(wanted: string, available: readonly string[]): string | undefined {
  const subtags = wanted.toLowerCase().split('-');
  while (subtags.length > 0) {
    const range = subtags.join('-');
    const found = available.find(locale => locale.toLowerCase() === range);
    if (found) return found;
    subtags.pop();
    if (subtags.at(-1)?.length === 1) subtags.pop();
  }
  return undefined;
}

function alike(
  wanted: string,
  available: readonly string[],
  fits: (a: Intl.Locale, b: Intl.Locale) => boolean,
): string | undefined {
  const likely = maximized(wanted);
  return available.find(locale => {
    const other = maximized(locale);
    return likely && other && fits(likely, other);
  });
}

// Likely subtags (UTS 35) tell that zh-TW and zh-HK are written as zh-Hant, and zh-CN as zh-Hans.
function maximized(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    return undefined;
  }
}

function sameScript(a: Intl.Locale, b: Intl.Locale): boolean {
  return a.language === b.language && a.script === b.script;
}

function sameLanguage(a: Intl.Locale, b: Intl.Locale): boolean {
  return a.language === b.language;
}
