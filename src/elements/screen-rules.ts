import type {Shown} from '../protocol/record.js';
import type {ScreenRule} from './measure.js';

/** How to mend a page that breaks a rule of assent. Loaded only by pages that do. */
const MEND: Record<ScreenRule | 'hidden', string> = {
  statement_too_small: 'The statement is smaller than 14 px. Raise --assent-font-size.',
  statement_low_contrast: 'The statement has less than 4.5:1 contrast. Change --assent-text or --assent-surface.',
  button_too_small: 'The words of a button are smaller than 14 px. Raise --assent-font-size.',
  button_low_contrast: 'A button has less than 4.5:1 contrast. Change --assent-button-text or --assent-button-surface.',
  button_not_named: 'The statement does not name the words of the button. Put {accept} into the string "statement".',
  buttons_unequal: 'Accept and decline differ in size. Style ::part(button), not one of the two.',
  statement_far: 'The statement is more than 200 px away from the button. Keep them together.',
  not_in_view: 'The statement or the button is outside of the window. Leave room for the dialog.',
  hidden: 'The dialog is inside of what the page hides, and was closed again. Put it, or its gate, where it can be seen.',
  covered: 'Something covers the statement or the button. Take it away while the dialog is open.',
  framed: 'The page is in a frame of another origin, which can lay anything over it. Forbid that by the header Content-Security-Policy: frame-ancestors, or ask in a window of its own.',
};

const known = new Set<string>();

/** Tells the developer of the page, once for each rule, what is broken and how to mend it. */
export function warnOf(rules: readonly string[]): void {
  for (const rule of rules) {
    if (known.has(rule)) continue;
    known.add(rule);
    console.warn(`[assent] ${rule}: ${MEND[rule as keyof typeof MEND]}`);
  }
}

/** Hands a measured screen on, and tells the developer which rules it breaks. A block may lie further down than anyone has scrolled. */
export function told(screen: NonNullable<Shown['screen']>): NonNullable<Shown['screen']> {
  warnOf((screen.warnings ?? []).filter(rule => screen.inView || rule !== 'not_in_view'));
  return screen;
}
