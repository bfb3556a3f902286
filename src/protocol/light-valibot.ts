// As much of valibot's interface as our schemas need in a browser, in a third of its bytes. The script tag's build puts
// it in valibot's place: the schemas stay the only ones, and a test holds the two to the same verdicts.
// Unlike valibot it changes nothing: an output is the input, unknown keys included.

/** Where a value is wrong, and why; `path` from the outermost key. */
interface Issue {
  message: string;
  path: {key: unknown}[];
}

/** Undefined for a good value. */
type Check = (value: any) => Issue | undefined;
interface Schema {
  check: Check;
  optional?: true;
  entries?: Entries;
}
type Entries = Record<string, Schema>;

// Making a schema touches none of those inside of it, so that the build can leave out what no one asks for.
const wrong = (message = 'Invalid value.'): Issue => ({message, path: []});
const test = (passes: (value: any) => unknown, message?: string): Schema => ({check: value => (passes(value) ? undefined : wrong(message))});

function inside(key: unknown, issue: Issue | undefined): Issue | undefined {
  issue?.path.unshift({key});
  return issue;
}

/** The first issue that a list of checks finds. */
function first<T>(list: readonly T[], check: (item: T, index: number) => Issue | undefined): Issue | undefined {
  for (let index = 0; index < list.length; index++) {
    const issue = check(list[index]!, index);
    if (issue) return issue;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && !!value;
// Not a number is none.
const type = (name: string) => test(value => typeof value === name && value === value);

export const string = () => type('string');
export const number = () => type('number');
export const boolean = () => type('boolean');
export const unknown = () => test(() => true);
export const literal = (wanted: unknown) => test(value => value === wanted);
export const picklist = (options: readonly unknown[]) => test(value => options.includes(value));
export const instance = (of: new (...args: never[]) => unknown) => test(value => value instanceof of);

export const regex = (pattern: RegExp, message?: string) => test(value => pattern.test(value), message);
export const check = test;
export const integer = () => test(Number.isInteger);
export const minValue = (least: number) => test(value => value >= least);
export const maxValue = (most: number) => test(value => value <= most);
export const minLength = (least: number) => test(({length}) => length >= least);
export const maxLength = (most: number) => test(({length}) => length <= most);

/* @__NO_SIDE_EFFECTS__ */
export const pipe = (...parts: Schema[]): Schema => ({check: value => first(parts, part => part.check(value))});
export const optional = (of: Schema): Schema => ({check: value => (value === undefined ? undefined : of.check(value)), optional: true});
export const nullable = (of: Schema): Schema => ({check: value => (value === null ? undefined : of.check(value))});

export const array = (of: Schema): Schema => ({
  check: value => (Array.isArray(value) ? first(value, (item, index) => inside(index, of.check(item))) : wrong()),
});
export const record = (key: Schema, of: Schema): Schema => ({
  check: value => (isObject(value) ? first(Object.keys(value), name => inside(name, key.check(name) ?? of.check(value[name]))) : wrong()),
});
export const object = (entries: Entries): Schema => ({
  entries,
  check: value =>
    isObject(value)
      ? first(Object.keys(entries), key => {
          const {check, optional} = entries[key]!;
          return key in value ? inside(key, check(value[key])) : optional ? undefined : inside(key, wrong());
        })
      : wrong(),
});
export const strictObject = (entries: Entries): Schema => ({
  entries,
  check: value => object(entries).check(value) ?? first(Object.keys(value), key => (entries[key] ? undefined : inside(key, wrong('Unknown key.')))),
});
export const variant = (_key: string, options: readonly Schema[]): Schema => test(value => options.some(({check}) => !check(value)));

export const is = ({check}: Schema, value: unknown): boolean => !check(value);
export const safeParse = ({check}: Schema, output: unknown) => {
  const issue = check(output);
  return {success: !issue, output, ...(issue && {issues: [issue]})};
};
