import 'axe-core';
import type {AxeResults, RunOptions} from 'axe-core';
import {expect} from 'chai';

declare const axe: {run(context: Element, options: RunOptions): Promise<AxeResults>};

/** WCAG 2.2 AA and axe's own good practices, but for those that only a whole page can meet. */
const OPTIONS: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: {region: {enabled: false}, 'page-has-heading-one': {enabled: false}, 'landmark-one-main': {enabled: false}},
  resultTypes: ['violations'],
};

/** Fails with what axe finds, by rule and place. */
export async function expectAccessible(element: Element): Promise<void> {
  const {violations} = await axe.run(element, OPTIONS);
  const found = violations.map(({id, help, nodes}) => `${id}: ${help}\n${nodes.map(node => `  ${node.target.flat().join(' ')}\n  ${node.failureSummary}`).join('\n')}`);
  expect(found, found.join('\n')).to.have.length(0);
}
