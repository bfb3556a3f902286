// What the templates of frameworks do to an element: values come late, are taken away, and come again.
import {expect} from 'chai';
import type {LitElement} from 'lit';
import '../../src/define.js';
import {place, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent} from './scripted-assent.js';

const documents = ['terms-of-service', 'privacy-policy'];
const client = () => new ScriptedAssent({documents: [sampleTerms, consentTerms]});

/** Each element: what a template gives it, and what is there then. */
const ELEMENTS: Record<string, {given: () => object; there: string}> = {
  'assent-gate': {given: () => ({client: client(), documents}), there: 'assent-dialog'},
  'assent-dialog': {given: () => ({client: client(), documents, open: true}), there: '[part~=accept]:enabled'},
  'assent-inline': {given: () => ({client: client(), documents}), there: '[part~=accept]:enabled'},
  'assent-terms': {given: () => ({client: client(), documents, document: 'terms-of-service'}), there: '[role=tab]'},
  'assent-checkbox': {given: () => ({client: client(), document: 'terms-of-service'}), there: '.box:enabled'},
  'assent-history': {given: () => ({client: client()}), there: '.none'},
  'assent-standing': {given: () => ({client: client()}), there: '.none'},
  'assent-language': {given: () => ({locales: ['en', 'de'], value: 'en'}), there: 'select'},
};

describe('an element in a template', () => {
  for (const [tag, {given, there}] of Object.entries(ELEMENTS)) {
    const lists = Object.entries(given()).filter(([, value]) => Array.isArray(value));
    if (lists.length > 0) {
      it(`takes the words of an attribute for the list of its property: <${tag}>`, async () => {
        const words = Object.fromEntries(lists.map(([name, list]) => [name, list.join(' ')]));
        const element = await place<LitElement>(tag, {...given(), ...words} as object);
        await until(() => element.shadowRoot!.querySelector(there), there);
        for (const [name, list] of lists) expect((element as unknown as Record<string, unknown>)[name]).to.deep.equal(list);
      });
    }
    for (const nothing of [undefined, null]) {
      it(`takes ${nothing} for a value that is not there yet, or no longer: <${tag}>`, async () => {
        const give = (value?: unknown) => Object.fromEntries(Object.entries(given()).map(([name, own]) => [name, value === 'own' ? own : nothing]));
        const element = await place<LitElement>(tag, {...give(), locale: nothing, strings: nothing} as object);
        const found = () => element.shadowRoot!.querySelector(there);
        Object.assign(element, give('own'));
        await until(found, there);
        Object.assign(element, give());
        await element.updateComplete;
        Object.assign(element, give('own'));
        expect(await until(found, `${there} once more`)).to.be.an.instanceOf(Element);
      });
    }
  }
});
