import type {gfm} from 'micromark-extension-gfm';

type Extension = ReturnType<typeof gfm>;
type Construct = Exclude<NonNullable<Extension['text']>[string], readonly unknown[] | undefined>;
type Context = ThisParameterType<Construct['tokenize']>;
type State = Parameters<Construct['tokenize']>[1];

const ASTERISK = 42;

/**
 * Two asterisks begin strong words before any character but a space, and end them behind any. CommonMark 0.31 §6.2 lets
 * none end behind a full stop or a bracket where a letter follows, which Chinese and Japanese have no space before:
 * **第一条（目的）**本条款. Converters write the same where a page had no space: **Minimum age.**You must be 18.
 */
export const STRONG_WITHOUT_SPACES: Extension = {
  text: {
    [ASTERISK]: {
      name: 'strongWithoutSpaces',
      resolveAll: (events, context) => usual(context).resolveAll!(events, context),
      tokenize(effects, ok, nok) {
        const {previous} = this;
        const end: State = code => {
          const [, token] = this.events.at(-1)!;
          if (token.end.offset - token.start.offset > 1) {
            token._open ||= !isSpace(code);
            token._close ||= !isSpace(previous);
          }
          return ok(code);
        };
        return usual(this).tokenize.call(this, effects, end, nok);
      },
    },
  },
};

/** How micromark itself reads asterisks. */
function usual(context: Context): Construct {
  const constructs = [context.parser.constructs.text?.[ASTERISK] ?? []].flat();
  return constructs.find(({name}) => name === 'attention')!;
}

/** Whether a character is white space; line ends and tabs are negative here, and the end of the text is none. */
const isSpace = (code: number | null): boolean => code === null || code < 0 || /\s/.test(String.fromCodePoint(code));
