import * as v from 'valibot';

/** An instant in UTC as `Date.prototype.toISOString` writes it (RFC 3339). */
export const InstantSchema = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, 'An instant reads 2026-11-23T20:48:00Z, in UTC.'),
  v.check(isInstant, 'No such instant.'),
);

/** Some engines read the 31st of February as the 3rd of March. */
function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === text.slice(0, 19);
}

/** The stable name of a document on its site, such as `terms-of-service`. */
export const DocumentIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'A document id is 1 to 64 of a-z 0-9 . _ - and starts with a letter or digit.'),
);

/** A version as its publisher names it, such as `2026-11-23` or `3.1`. */
export const VersionSchema = v.pipe(
  v.string(),
  v.regex(/^[\w][\w.+-]{0,63}$/, 'A version is 1 to 64 letters, digits and . _ + -'),
);

/** A language tag (BCP 47), such as `zh-CN`. */
export const LocaleSchema = v.pipe(
  v.string(),
  v.regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,5}$/, 'A locale is a BCP 47 tag, such as en or zh-CN.'),
);

/** The name of a separate consent inside a document, such as `voice-prints`. */
export const ConsentIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'A consent id is 1 to 64 of a-z 0-9 - and starts with a letter or digit.'),
);
