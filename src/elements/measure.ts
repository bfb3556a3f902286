import type {Shown} from '../protocol/record.js';

type Screen = NonNullable<Shown['screen']>;

/** Red, green, blue and opacity, each 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, opacity: number];

/** Rules of assent that courts have asked for; `screen-rules` tells how to mend a page that breaks one. */
export type ScreenRule =
  | 'statement_too_small'
  | 'statement_low_contrast'
  | 'button_too_small'
  | 'button_low_contrast'
  | 'button_not_named'
  | 'buttons_unequal'
  | 'statement_far'
  | 'not_in_view'
  | 'covered'
  | 'framed';

/** WCAG 2.2 AA for text of usual size, and what a phone shows without a lens. */
const MIN_CONTRAST = 4.5;
const MIN_FONT_PX = 14;
const MAX_DISTANCE_PX = 200;

/** Size of the statement where nothing is set: a person who has words enlarged has all between them grow as well. */
const STATEMENT_PX = 15;

/** Reads `color(srgb r g b / a)`. */
export function parseSrgb(computed: string): Colour | undefined {
  const [red, green, blue, opacity = 1, ...rest] = (/^color\(srgb ([^()]+)\)$/.exec(computed)?.[1] ?? '')
    .split(/[\s/]+/)
    .map(channel => (channel === 'none' ? 0 : Math.min(1, Math.max(0, parseFloat(channel)))));
  if (rest.length > 0 || !(red! + green! + blue! + opacity >= 0)) return undefined;
  return [red!, green!, blue!, opacity];
}

/** One colour laid over another that is opaque. */
export function over(top: Colour, below: Colour): Colour {
  const mix = (channel: 0 | 1 | 2) => top[channel] * top[3] + below[channel] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

/** Relative luminance (WCAG 2.2), 0 to 1. */
export function luminance([red, green, blue]: Colour): number {
  const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio (WCAG 2.2), 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a / b, b / a);
}

/** CSS pixels between the nearest edges of two boxes, 0 where they touch. */
export function distance(a: DOMRectReadOnly, b: DOMRectReadOnly): number {
  return Math.hypot(Math.max(0, b.left - a.right, a.left - b.right), Math.max(0, b.top - a.bottom, a.top - b.bottom));
}

/** The opaque colour behind an element, as far as plain colours tell; `canvas` where nothing is painted, undefined on a picture. */
export function backgroundOf(element: Element, canvas?: Colour): Colour | undefined {
  const layers: Colour[] = [];
  for (const {backgroundColor, backgroundImage} of stylesUp(element)) {
    const colour = backgroundImage === 'none' ? inSrgb(backgroundColor, element) : undefined;
    if (!colour) return undefined;
    layers.push(colour);
    if (colour[3] === 1) return layers.reduceRight((below, above) => over(above, below));
  }
  return canvas && layers.reduceRight((below, above) => over(above, below), canvas);
}

/** What else a screen is held to. */
export interface MeasureOptions {
  /** The button that must weigh the same. */
  other?: HTMLElement;
  /** The statement says what a press of the button means, and so names it and stands beside it; on unless told. */
  aboutButton?: boolean;
}

/** What was on the screen at the act, and which rules it broke. */
export function measureScreen(statement: HTMLElement, button: HTMLElement, {other, aboutButton = true}: MeasureOptions = {}): Screen {
  const both = [statement, button];
  const [said, pressed] = both.map(element => element.getBoundingClientRect()) as [DOMRect, DOMRect];
  const inView = ({top, left, bottom, right}: DOMRect) => top > -1 && left > -1 && bottom < innerHeight + 1 && right < innerWidth + 1;
  const screen: Screen = {
    viewport: {width: innerWidth, height: innerHeight},
    statementFontSize: fontSize(statement),
    buttonFontSize: fontSize(button),
    ...contrastOf('statementContrast', statement),
    ...contrastOf('buttonContrast', button),
    distance: round(distance(said, pressed)),
    inView: inView(said) && inView(pressed),
    covered: both.some(isCovered),
  };
  const {offsetWidth: width, offsetHeight: height} = button;
  const unequal = !!other && Math.max(Math.abs(other.offsetWidth - width), Math.abs(other.offsetHeight - height)) > 2;
  const names = !aboutButton || wordsOf(statement).includes(wordsOf(button));
  // A page that is enlarged by CSS has its boxes measured so, and its words not.
  const far = aboutButton ? (screen.distance! * width) / (pressed.width || 1) : 0;
  const warnings = brokenRules({...screen, distance: far}, {unequal, names, framed: isForeign(top!)});
  return {...screen, warnings};
}

/** Which rules a screen breaks. What could not be measured breaks none. */
export function brokenRules(screen: Screen, {names, unequal, framed = false}: {names: boolean; unequal: boolean; framed?: boolean}): ScreenRule[] {
  const broken: Record<ScreenRule, boolean> = {
    statement_too_small: screen.statementFontSize! < MIN_FONT_PX,
    statement_low_contrast: screen.statementContrast! < MIN_CONTRAST,
    button_too_small: screen.buttonFontSize! < MIN_FONT_PX,
    button_low_contrast: screen.buttonContrast! < MIN_CONTRAST,
    button_not_named: !names,
    buttons_unequal: unequal,
    statement_far: screen.distance! > MAX_DISTANCE_PX * Math.max(1, screen.statementFontSize! / STATEMENT_PX),
    not_in_view: screen.inView === false,
    covered: !!screen.inView && !!screen.covered,
    framed,
  };
  return (Object.keys(broken) as ScreenRule[]).filter(rule => broken[rule]);
}

/** Whether a window shows a page of another origin. On top of ours, that can lay anything over it. */
export function isForeign(view: Window): boolean {
  try {
    return !view.location.href;
  } catch {
    return true;
  }
}

/** The words of an element as one reads them. */
export function wordsOf({textContent}: Element): string {
  return (textContent ?? '').replace(/\s+/g, ' ').trim();
}

function contrastOf<K extends string>(key: K, element: HTMLElement): {[P in K]?: number} {
  // A page that paints nothing lies on the browser's own canvas.
  const background = backgroundOf(element, inSrgb('Canvas', document.documentElement));
  const text = inSrgb(getComputedStyle(element).color, element);
  if (!background || !text) return {};
  const [red, green, blue, opacity] = text;
  const faint = stylesUp(element).reduce((product, style) => product * Number(style.opacity), opacity);
  return {[key]: round(contrast(over([red, green, blue, faint], background), background))} as {[P in K]?: number};
}

/** Lets the browser turn any colour (light-dark, oklch, display-p3 …) into sRGB, by mixing it with itself. */
function inSrgb(colour: string, near: Element): Colour | undefined {
  const probe = document.createElement('i');
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  // What a shadow root does not show has no style: a child of a host may have no slot.
  (near.shadowRoot ?? near).append(probe);
  const {color} = getComputedStyle(probe);
  probe.remove();
  return parseSrgb(color);
}

/** Whether something else lies over the middle of an element, in its own root or in one around it: Firefox looks into one only. */
function isCovered(element: Element): boolean {
  const {left, top, width, height} = element.getBoundingClientRect();
  const isHit = (part: Element): boolean => {
    const root = part.getRootNode() as ShadowRoot | Document;
    return part.contains(root.elementFromPoint(left + width / 2, top + height / 2)) && (!('host' in root) || isHit(root.host));
  };
  return !isHit(element);
}

/** Computed styles from an element up to the page, through slots and shadow roots. */
function stylesUp(element: Element): CSSStyleDeclaration[] {
  const root = element.getRootNode();
  const parent = element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined);
  return [getComputedStyle(element), ...(parent ? stylesUp(parent) : [])];
}

function fontSize(element: Element): number {
  return round(parseFloat(getComputedStyle(element).fontSize));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
