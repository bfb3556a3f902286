import {createTransport, type Transporter} from 'nodemailer';

/** A mail, ready to go. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** A copy to keep, beside the words. */
  copy?: {name: string; text: string};
  /** The Message-ID of a mail that is sent again is the same: mail systems then show it once. */
  id: string;
}

/** The server took it (`reference` is its Message-ID), or did not; `final` where trying again is of no use. */
export type MailOutcome = {reference: string} | {reason: string; final: boolean};

/** Sends mail through one SMTP server. */
export class Smtp {
  readonly #transport: Transporter;
  readonly #from: string;
  readonly #domain: string;

  /** @param url `smtp://user:password@host:587` or `smtps://…` */
  constructor(url: string, from: string) {
    this.#transport = createTransport(url, {from});
    this.#from = from;
    this.#domain = /@([\w.-]+)>?$/.exec(from)?.[1] ?? 'localhost';
  }

  async send({to, subject, text, copy, id}: Mail): Promise<MailOutcome> {
    const messageId = `<${id}@${this.#domain}>`;
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to: {name: '', address: to},
        subject,
        text,
        messageId,
        headers: {'Auto-Submitted': 'auto-generated'},
        ...(copy && {attachments: [{filename: copy.name, content: copy.text, contentType: 'text/plain; charset=utf-8'}]}),
      });
      return {reference: messageId};
    } catch (error) {
      const {responseCode} = error as {responseCode?: number};
      // 5yz is for good (RFC 5321 §4.2.1). The words of a server may quote the address: they are not kept.
      return {reason: responseCode ? `The mail server answered ${responseCode}.` : 'The mail server cannot be reached.', final: responseCode !== undefined && responseCode >= 500};
    }
  }

  close(): void {
    this.#transport.close();
  }
}
