import {html, nothing, type ReactiveController, type ReactiveElement, type TemplateResult} from 'lit';
import type {Assent} from '../client/assent.js';
import type {Localizer} from './localizer.js';
import {referenceOf, savedWords} from './outcome-view.js';
import {noticeStyle} from './theme/notice-style.js';

/** How long "recorded" stays: the time to read it twice. */
const RECORDED_MS = 8_000;

/** The latest act that waited, and whether it still does. */
interface Seen {
  id: string;
  waits: boolean;
}

/** What an earlier page left on this device: "saved" while it waits, "recorded" once its receipt is there. */
export class OutboxNotice implements ReactiveController {
  readonly #host: ReactiveElement;
  #seen: Seen | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.shadowRoot!.adoptedStyleSheets.push(noticeStyle.styleSheet!);
    host.addController(this);
    host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#seen = undefined;
  }

  /** Looks into the outbox anew. That something was shown is not the person's own act: it is not told. */
  async update(client: Assent): Promise<void> {
    const waiting = (await client.outbox.list()).filter(({state, type}) => state !== 'dead' && type !== 'notice').at(-1);
    const left = this.#seen?.waits ? this.#seen.id : undefined;
    if (waiting) this.#show({id: waiting.id, waits: true});
    else if (left) {
      const recorded = (await client.receipts()).some(({entry}) => entry.id === left);
      this.#show(recorded ? {id: left, waits: false} : undefined);
    }
  }

  render(words: Localizer): TemplateResult {
    const seen = this.#seen;
    // The region is there before its words are: else a screen reader would not hear them.
    return html`<div class="root notice" part="notice" role="status" lang=${words.locale} dir=${words.direction} ?data-empty=${!seen}>
      ${seen?.waits ? savedWords(words) : nothing}
      ${seen && !seen.waits ? html`<b>${words.text('recorded')}</b> ${words.text('reference', {reference: referenceOf(seen.id)})}` : nothing}
    </div>`;
  }

  #show(seen: Seen | undefined): void {
    clearTimeout(this.#timer);
    if (seen && !seen.waits) this.#timer = setTimeout(() => this.#show(undefined), RECORDED_MS);
    this.#seen = seen;
    this.#host.requestUpdate();
  }
}
