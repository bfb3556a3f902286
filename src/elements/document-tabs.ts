import type {ReactiveElement, TemplateResult} from 'lit';
import type {AssentFlow} from './assent-flow.js';
import type {Localizer} from './localizer.js';
import {TabList} from './tab-list.js';

/** The documents that are asked about, as tabs: any of them may be read and answered first. */
export class DocumentTabs {
  readonly #host: ReactiveElement;
  readonly #flow: AssentFlow;
  readonly #tabs: TabList;
  /** As they were first seen: what is chosen or answered keeps its place. */
  readonly #order: string[] = [];

  constructor(host: ReactiveElement, flow: AssentFlow, words: Localizer) {
    [this.#host, this.#flow] = [host, flow];
    this.#tabs = new TabList(host.shadowRoot!, words, document => this.#choose(document));
  }

  render(): TemplateResult {
    const {questions, question, answers} = this.#flow;
    for (const {document} of questions) if (!this.#order.includes(document)) this.#order.push(document);
    const ordered = [...questions].sort((one, other) => this.#order.indexOf(one.document) - this.#order.indexOf(other.document));
    const tabs = ordered.map(({document, offer: {text: {title, locale}}}) =>
      ({document, title, locale, done: answers.some(answer => answer.document === document)}));
    return this.#tabs.render(tabs, question?.document);
  }

  /** Asks for one of the documents that are left before the others. */
  #choose(document: string): void {
    const {questions, answers, phase} = this.#flow;
    if (phase !== 'asking') return;
    const chosen = questions.find(question => question.document === document)!;
    this.#flow.questions = [...new Set([...questions.slice(0, answers.length), chosen, ...questions])];
    this.#host.requestUpdate();
  }
}
