import type {AssentChangeEvent} from './assent.js';

/** What one tab tells the others: what changed, and for whom. */
export interface TabMessage {
  whats: AssentChangeEvent['what'][];
  person: string;
}

/** A line to the other tabs of this site; silent where there is none. */
export class Tabs {
  readonly #name: string;
  readonly #heard: (message: TabMessage) => void;
  readonly #untold: TabMessage[] = [];
  #channel: BroadcastChannel | undefined;

  constructor(name: string, heard: (message: TabMessage) => void) {
    this.#name = name;
    this.#heard = heard;
  }

  open(): void {
    this.#channel ??= new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({data}: MessageEvent<TabMessage>) => this.#heard(data);
  }

  /** In a task of its own: whoever waits for an act is told first, and this may take a fifth of what saving took. */
  tell(message: TabMessage): void {
    this.#untold.push(message);
    setTimeout(() => this.#tellAll());
  }

  /** A page in the back/forward cache must not hold a line. */
  close(): void {
    this.#tellAll();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #tellAll(): void {
    for (const message of this.#untold.splice(0)) this.#channel?.postMessage(message);
  }
}
