import type {ReactiveElement, TemplateResult} from 'lit';
import type {Assent, AssentChangeEvent} from '../client/assent.js';
import {isAskedNow} from '../protocol/agreement-status.js';
import type {AssentFlow} from './assent-flow.js';
import {ClientWatch} from './client-watch.js';
import type {Localizer} from './localizer.js';
import {TabList} from './tab-list.js';

/** The documents that are asked about, as tabs: any of them may be read and answered first, here or in another tab of the browser. */
export class DocumentTabs {
  readonly #host: ReactiveElement & {client?: Assent | undefined};
  readonly #flow: AssentFlow;
  readonly #tabs: TabList;
  /** As they were first seen: what is chosen or answered keeps its place. */
  readonly #order: string[] = [];
  /** Those that were owed: a page may ask for others by their names, and nothing that changes takes these away. */
  readonly #owed = new Set<string>();

  constructor(host: ReactiveElement & {client?: Assent | undefined}, flow: AssentFlow, words: Localizer) {
    [this.#host, this.#flow] = [host, flow];
    new ClientWatch(host, event => (event as AssentChangeEvent).what === 'agreements' && void this.#look());
    void this.#look();
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

  /** What was answered elsewhere is asked no more. The last one stays: with it, the dialog itself would go. */
  async #look(): Promise<void> {
    const agreements = (await this.#host.client?.agreements().catch(() => undefined)) ?? [];
    const {questions, answers, phase} = this.#flow;
    const open = new Set(agreements.filter(agreement => isAskedNow(agreement, [agreement.document])).map(({document}) => document));
    const left = questions.filter(({document}, index) => index < answers.length || open.has(document) || !this.#owed.has(document));
    for (const document of open) this.#owed.add(document);
    if (phase !== 'asking' || left.length === questions.length || left.length === answers.length) return;
    this.#flow.questions = left;
    this.#host.requestUpdate();
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
