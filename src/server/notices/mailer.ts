import type {Site} from '../sites/sites.js';
import type {Mail, MailOutcome, Smtp} from './smtp.js';

/** One SMTP connection pool a site, opened when there is something to send. */
export class Mailer {
  readonly #open = new Map<string, Promise<Smtp>>();

  /** Sends a mail of a site that has `notices.mail`. */
  async send({id, notices}: Site, mail: Mail): Promise<MailOutcome> {
    const {smtp, from} = notices!.mail!;
    let opening = this.#open.get(id);
    if (!opening) {
      this.#open.set(id, (opening = import('./smtp.js').then(({Smtp}) => new Smtp(smtp, from))));
      // What cannot be opened is tried anew, and is not there to be closed.
      opening.catch(() => this.#open.delete(id));
    }
    return (await opening).send(mail);
  }

  async close(): Promise<void> {
    for (const smtp of this.#open.values()) (await smtp).close();
    this.#open.clear();
  }
}
