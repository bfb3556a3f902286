/** The first that is a language tag (BCP 47), `en` if none is. Pages say en_US as well, and a backend would refuse that. */
export function firstLocale(...tags: (string | undefined)[]): string {
  for (const tag of tags) {
    try {
      if (tag) return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0]!;
    } catch {
      // It is none.
    }
  }
  return 'en';
}
