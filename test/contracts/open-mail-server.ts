import type {AddressInfo} from 'node:net';
import {simpleParser, type ParsedMail} from 'mailparser';
import {SMTPServer} from 'smtp-server';

/** A real SMTP server on this machine, with the mailboxes that tests look into. */
export interface MailServer {
  /** `smtp://127.0.0.1:<port>` */
  url: string;
  /** The next mail for an address that was not looked at yet; waits a minute for it. */
  received(address: string): Promise<ParsedMail>;
  /** How many mails for an address were not looked at yet. */
  waiting(address: string): number;
  /** From now on, answers `RCPT TO` of an address with this code. */
  answer(address: string, code: number): void;
  close(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

export async function openMailServer(): Promise<MailServer> {
  const boxes = new Map<string, ParsedMail[]>();
  const codes = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({address}, _session, done) {
      const code = codes.get(address) ?? 250;
      done(code === 250 ? undefined : Object.assign(new Error('no'), {responseCode: code}));
    },
    onData(stream, {envelope}, done) {
      simpleParser(stream).then(
        mail => {
          for (const {address} of envelope.rcptTo) boxes.set(address, [...(boxes.get(address) ?? []), mail]);
          done();
        },
        error => done(error as Error),
      );
    },
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  const {port} = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    async received(address) {
      for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 20))) {
        const mail = boxes.get(address)?.shift();
        if (mail) return mail;
      }
      throw new Error(`no mail for ${address}`);
    },
    waiting: address => boxes.get(address)?.length ?? 0,
    answer: (address, code) => void codes.set(address, code),
    close: () => new Promise(resolve => server.close(resolve)),
  };
}
