import {ANCHOR_TIMEOUT_MS, type Anchor} from './anchor.js';

/** Posts checkpoints to someone who keeps them. */
export class WebhookAnchor implements Anchor {
  readonly name: string;
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor({url, headers = {}}: {url: string; headers?: Record<string, string>}) {
    const {origin, pathname} = new URL(url);
    // A query may hold a secret.
    this.name = `webhook:${origin}${pathname}`;
    this.#url = url;
    this.#headers = headers;
  }

  async put(_site: string, note: string): Promise<undefined> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {...this.#headers, 'content-type': 'text/plain; charset=utf-8'},
      body: note,
      redirect: 'error',
      signal: AbortSignal.timeout(ANCHOR_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`It answered ${response.status}.`);
  }
}
