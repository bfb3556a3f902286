import type {Shown} from '../protocol/record.js';

type Screen = NonNullable<Shown['screen']>;

/** Red, green, blue and opacity, each 0 to 1. */
export type Colour = readonly [number, number, number, number];

/** Rules of assent that courts have asked for, and how to mend a page that breaks one. */
const RULES = {
  statement_too_small: 'The statement is smaller than 14 px. Raise --assent-font-size.',
  statement_low_contrast: 'The statement has less than 4.5:1 contrast. Change --assent-text or --assent-surface.',
  button_too_small: 'A button’s words are smaller than 14 px. Raise --assent-font-size.',
  button_low_contrast: 'A button has less than 4.5:1 contrast. Change --assent-button-text or --assent-button-surface.',
  button_not_named: 'The statement does not name the button’s own words. Put {accept} into the string “statement”.',
  buttons_unequal: 'Accept and decline differ in size. Give both the same parts and padding.',
  statement_far: 'The statement is more than 200 px away from the button. Keep them together.',
  not_in_view: 'The statement or the button is outside of the window.',
  covered: 'Something covers the statement or the button.',
} as const;

export type ScreenRule = keyof typeof RULES;

/** Tells the page's developer, once for each rule, what is broken and how to mend it. */
export function warnOf(rules: readonly string[], told: Set<string>): void {
  for (const rule of rules) {
    if (told.has(rule)) continue;
    told.add(rule);
    console.warn(`[assent] ${rule}: ${RULES[rule as ScreenRule]}`);
  }
}

/** Reads `rgb(…)`, `rgba(…)` and `color(srgb …)`, the forms in which browsers give computed colours in sRGB. */
export function parseColour(computed: string): Colour | undefined {
  const form = /^(rgba?|color)\((?:srgb )?([^()]*)\)$/.exec(computed);
  if (!form) return undefined;
  const scale = form[1] === 'color' ? 1 : 255;
  const [red, green, blue, opacity = 1] = form[2]!.split(/[\s,/]+/).filter(Boolean).map(part => (part === 'none' ? 0 : parseFloat(part)));
  if ([red, green, blue].some(channel => channel === undefined || Number.isNaN(channel))) return undefined;
  return [clamp(red! / scale), clamp(green! / scale), clamp(blue! / scale), clamp(opacity)];
}

/** One colour laid over another that is opaque. */
export function over([red, green, blue, opacity]: Colour, [r, g, b]: Colour): Colour {
  const mix = (top: number, bottom: number) => top * opacity + bottom * (1 - opacity);
  return [mix(red, r), mix(green, g), mix(blue, b), 1];
}

/** Relative luminance (WCAG 2.2), 0 to 1. */
export function luminance([red, green, blue]: Colour): number {
  const [r, g, b] = [red, green, blue].map(channel => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio (WCAG 2.2), 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** CSS pixels between the nearest edges of two boxes, 0 where they touch. */
export function distance(a: DOMRectReadOnly, b: DOMRectReadOnly): number {
  const gap = (low: number, high: number, otherLow: number, otherHigh: number) => Math.max(0, otherLow - high, low - otherHigh);
  return Math.hypot(gap(a.left, a.right, b.left, b.right), gap(a.top, a.bottom, b.top, b.bottom));
}

/** The opaque colour behind an element's words, as far as plain colours tell; undefined on a picture. */
export function backgroundOf(element: Element): Colour | undefined {
  const layers: Colour[] = [];
  for (let at: Element | null = element; at; at = parentOf(at)) {
    const {backgroundColor, backgroundImage} = getComputedStyle(at);
    if (backgroundImage !== 'none') return undefined;
    const colour = inSrgb(backgroundColor, element);
    if (!colour) return undefined;
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) return layers.reduceRight((below, above) => over(above, below));
  }
  return undefined;
}

/** What was on the screen at the act, and which rules it broke. */
export function measureScreen(statement: HTMLElement, button: HTMLElement, others: readonly HTMLElement[] = []): Screen {
  const boxes = [statement, button].map(element => element.getBoundingClientRect());
  const screen: Screen = {
    viewport: {width: innerWidth, height: innerHeight},
    statementFontSize: fontSize(statement),
    ...optional('statementContrast', contrastOf(statement)),
    buttonFontSize: fontSize(button),
    ...optional('buttonContrast', contrastOf(button)),
    distance: round(distance(boxes[0]!, boxes[1]!)),
    inView: boxes.every(box => box.top >= -1 && box.left >= -1 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1),
    covered: [statement, button].some(isCovered),
  };
  const size = (element: HTMLElement) => [element.offsetWidth, element.offsetHeight];
  const unequal = others.some(other => size(other).some((length, side) => Math.abs(length - size(button)[side]!) > 2));
  const names = wordsOf(statement).includes(wordsOf(button));
  return {...screen, warnings: brokenRules(screen, {names, unequal})};
}

/** Which rules a screen breaks, by name. */
export function brokenRules(screen: Screen, {names, unequal}: {names: boolean; unequal: boolean}): ScreenRule[] {
  const broken: Record<ScreenRule, boolean> = {
    statement_too_small: screen.statementFontSize! < 14,
    statement_low_contrast: screen.statementContrast! < 4.5,
    button_too_small: screen.buttonFontSize! < 14,
    button_low_contrast: screen.buttonContrast! < 4.5,
    button_not_named: !names,
    buttons_unequal: unequal,
    statement_far: screen.distance! > 200,
    not_in_view: !screen.inView,
    covered: !!screen.inView && !!screen.covered,
  };
  return (Object.keys(broken) as ScreenRule[]).filter(rule => broken[rule]);
}

/** The words of an element as one reads them. */
export function wordsOf(element: HTMLElement): string {
  return (element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function contrastOf(element: HTMLElement): number | undefined {
  const background = backgroundOf(element);
  const text = inSrgb(getComputedStyle(element).color, element);
  if (!background || !text) return undefined;
  let opacity = text[3];
  for (let at: Element | null = element; at; at = parentOf(at)) opacity *= Number(getComputedStyle(at).opacity);
  return round(contrast(over([text[0], text[1], text[2], opacity], background), background));
}

/** Lets the browser turn any colour (oklch, display-p3 …) into sRGB, by mixing it with itself. */
function inSrgb(computed: string, near: Element): Colour | undefined {
  const plain = parseColour(computed);
  if (plain) return plain;
  const probe = document.createElement('i');
  probe.style.color = `color-mix(in srgb, ${computed}, ${computed})`;
  near.append(probe);
  const mixed = getComputedStyle(probe).color;
  probe.remove();
  return parseColour(mixed);
}

/** Whether something else lies over the middle of an element. */
function isCovered(element: HTMLElement): boolean {
  const {left, top, width, height} = element.getBoundingClientRect();
  const root = element.getRootNode() as ShadowRoot | Document;
  const hit = root.elementFromPoint(left + width / 2, top + height / 2);
  return !hit || !element.contains(hit);
}

function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

function fontSize(element: Element): number {
  return round(parseFloat(getComputedStyle(element).fontSize));
}

function optional<K extends string>(key: K, value: number | undefined): {[P in K]?: number} {
  return value === undefined ? {} : ({[key]: value} as {[P in K]?: number});
}

function clamp(channel: number): number {
  return Math.min(1, Math.max(0, channel));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
