import {executeServerCommand} from '@web/test-runner-commands';
import type {LitElement} from 'lit';

/** Puts an element on the page with properties, and takes it away after the test. */
export async function place<E extends LitElement>(tag: string, properties: Partial<E>): Promise<E> {
  const element = document.createElement(tag) as E;
  Object.assign(element, properties);
  document.body.append(element);
  placed.push(element);
  await element.updateComplete;
  return element;
}

const placed: Element[] = [];
afterEach(() => placed.splice(0).forEach(element => element.remove()));

type Found<T> = T | undefined | null | false;

/** Waits until something holds, also what is asked elsewhere; fails after a minute with what was waited for. */
export async function until<T>(look: () => Found<T> | Promise<Found<T>>, what: string): Promise<T> {
  for (const start = performance.now(); performance.now() - start < 60_000; ) {
    const found = await look();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 15));
  }
  throw new Error(`Waited in vain for ${what}.`);
}

/** Waits for an event, and gives it. */
export function next<E extends Event>(target: EventTarget, type: string): Promise<E> {
  return new Promise(resolve => target.addEventListener(type, event => resolve(event as E), {once: true}));
}

/** What happens where the device says that it has no network. */
export async function whileOffline(run: () => Promise<void>): Promise<void> {
  Object.defineProperty(navigator, 'onLine', {value: false, configurable: true});
  try {
    await run();
  } finally {
    delete (navigator as {onLine?: boolean}).onLine;
  }
}

/** Sets the size of the window, in all engines, and waits until it has it. */
export async function resizeTo(width: number, height: number): Promise<void> {
  await executeServerCommand('viewport', {width, height});
  await until(() => innerWidth === width && innerHeight === height, `a window of ${width} by ${height}`);
}

/** The first element of a selector in a shadow root. */
export function inside<E extends HTMLElement>(host: Element, selector: string): E {
  const found = host.shadowRoot!.querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector} in ${host.localName}.`);
  return found;
}

/** Words of an element that go over more than one line: one that is broken in two. */
export function brokenWords(element: Element): string[] {
  const words = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const broken: string[] = [];
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    for (const {0: word, index} of node.textContent!.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({top}) => Math.round(top)));
      if (lines.size > 1) broken.push(word);
    }
  }
  return broken;
}

/** All motion of an element's shadow root has ended. */
export async function atRest(host: Element): Promise<void> {
  const finite = host.shadowRoot!.getAnimations().filter(({effect}) => effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(finite.map(({finished}) => finished));
}
