import type * as v from 'valibot';
import {NoticesRequestSchema, type NoticeChannel, type NoticeKind} from '../../protocol/notice.js';
import {parsePublicationId, publicationId, type Publication} from '../../protocol/publication.js';
import type {DocumentRef} from '../../protocol/record.js';
import {uuid7} from '../../protocol/uuid.js';
import {chooseLocale} from '../choose-locale.js';
import type {Bench} from '../context.js';
import {checked, Refusal} from '../refusal.js';
import {restrictionIn, subjectOfCase} from '../standing/standing.js';
import {subjectRef} from '../subjects/subject-ref.js';

type Wanted = v.InferOutput<typeof NoticesRequestSchema>;
type Recipient = Wanted['recipients'][number];

/** What a notice is about: whoever it is for, a text in their language, and when it goes out. */
interface Matter {
  textIn(locale: string | undefined): DocumentRef;
  due: readonly {about: string; kind: NoticeKind; at: Date}[];
  /** The only subject that it is for. */
  subject?: string;
}

const DAY_MS = 86_400_000;
const FAR = '9999-12-31T00:00:00Z';
const REMINDERS: readonly {kind: NoticeKind; days: number}[] = [
  {kind: '7-days', days: 7},
  {kind: '2-days', days: 2},
];

/**
 * Puts notices to people into the ledger, to be sent at once, with reminders before the date. Naming someone
 * again adds nothing. Tells how many were added.
 */
export async function announce(bench: Bench, message: unknown): Promise<{added: number}> {
  const {publication, restriction, recipients} = checked(NoticesRequestSchema, message, 'The request');
  assertChannels(bench, recipients);
  assertAddresses(bench, recipients);
  const matter = publication === undefined ? await matterOfRestriction(bench, restriction!) : matterOfPublication(await publicationOf(bench, publication), bench.services.now());
  let added = 0;
  for (const recipient of recipients) added += await add(bench, matter, recipient);
  bench.services.courier.wake();
  return {added};
}

/** A publication by its id. Throws `not_found`. */
export async function publicationOf({services, site}: Bench, id: string): Promise<Publication> {
  const named = parsePublicationId(id);
  const found = named && (await services.publications.list(site.id, [named.document])).find(({version}) => version === named.version);
  if (!found) throw new Refusal('not_found', 'There is no publication of this id.', 'Write <document>@<version>.');
  return found;
}

async function add({services, site}: Bench, {textIn, due, subject: only}: Matter, {subject: named, channel, address, locale}: Recipient): Promise<number> {
  const subject = await subjectRef(services, site.id, named);
  if (only !== undefined && subject !== only) throw new Refusal('subject_mismatch', 'The restriction is on another subject.', 'Tell the one whom it is on.');
  const text = textIn(locale);
  let added = 0;
  for (const {about, kind, at} of due) {
    const id = uuid7(services.now().getTime());
    const {id: document, version, hash} = text;
    const isNew = await services.notices.add({site: site.id, id, subject, about, kind, channel, locale: locale ?? text.locale, document, version, hash, dueAt: at.toISOString(), address: address ?? ''});
    added += Number(isNew);
  }
  return added;
}

function matterOfPublication(publication: Publication, now: Date): Matter {
  const {document, version, effectiveAt, withdrawnAt, texts} = publication;
  if (withdrawnAt) throw new Refusal('publication_conflict', 'The announcement was withdrawn.', 'Announce another version.');
  const about = `publication:${publicationId(publication)}`;
  const reminders = REMINDERS.map(({kind, days}) => ({about, kind, at: new Date(Date.parse(effectiveAt) - days * DAY_MS)}));
  return {
    due: [{about, kind: 'first', at: now}, ...reminders.filter(({at}) => at > now)],
    textIn(wanted) {
      const locale = chooseLocale(wanted, texts.map(text => text.locale));
      return {id: document, version, locale, hash: texts.find(text => text.locale === locale)!.hash};
    },
  };
}

async function matterOfRestriction(bench: Bench, id: string): Promise<Matter> {
  const subject = await subjectOfCase(bench, id, 'restrict');
  const {document, lifted, until} = await restrictionIn(bench, subject, id);
  const now = bench.services.now();
  const [told, lifting] = [{about: `restriction:${id}`, kind: 'first', at: now} as const, {about: `lifting:${id}`, kind: 'first'} as const];
  // Whoever is told of it is told of its lifting by the same way, with nobody having to think of it.
  const due = lifted ? [{...lifting, at: now}] : [told, {...lifting, at: new Date(until ?? FAR)}];
  return {subject, due, textIn: () => document};
}

/** One mailbox each: anything more could be read as a list. */
const MAILBOX = /^[^\s@,;:<>"()[\]\\]+@[^\s@,;:<>"()[\]\\]+$/;

function assertAddresses({site}: Bench, recipients: readonly Recipient[]): void {
  const unfit = ({channel, address}: Recipient) => (channel === 'mail' ? !MAILBOX.test(address ?? '') : address === undefined && !(channel === 'push' && site.notices?.push));
  const at = recipients.findIndex(unfit);
  if (at < 0) return;
  const isMail = recipients[at]!.channel === 'mail';
  throw new Refusal('invalid_message', isMail ? 'A mail address is not one.' : 'A recipient has no address.', isMail ? 'Write it as name@example.com, without a display name.' : 'Say what your provider knows them by.', {
    errors: [{path: `recipients.${at}.address`, message: isMail ? 'Expected name@example.com.' : 'Expected an address.'}],
  });
}

function assertChannels({services, site}: Bench, recipients: readonly Recipient[]): void {
  const served = (channel: NoticeChannel) => (channel === 'mail' && site.notices?.mail) || (channel === 'push' && site.notices?.push) || services.webhooks.listens(site, 'notice.due');
  const unserved = recipients.find(({channel}) => !served(channel));
  if (!unserved) return;
  throw new Refusal('channel_unavailable', `Nothing here sends by ${unserved.channel}.`, 'Configure notices.mail or notices.push, or a webhook for notice.due.');
}
