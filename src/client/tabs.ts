import type {AssentChangeEvent} from './assent.js';

/** What one tab tells the others: what changed, and for whom. */
export interface TabMessage {
  what: AssentChangeEvent['what'];
  person: string;
}

/** A line to the other tabs of this site; silent where there is none. */
export class Tabs {
  readonly #name: string;
  readonly #heard: (message: TabMessage) => void;
  #channel: BroadcastChannel | undefined;

  constructor(name: string, heard: (message: TabMessage) => void) {
    this.#name = name;
    this.#heard = heard;
  }

  open(): void {
    this.#channel ??= new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({data}: MessageEvent<TabMessage>) => this.#heard(data);
  }

  tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  /** A page in the back/forward cache must not hold a line. */
  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}
