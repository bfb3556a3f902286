import * as v from 'valibot';
import type {KeyClause, TermsDocument} from '../../document/model.js';
import {plainText} from '../../document/plain-text.js';
import {decodeBase64url} from '../../protocol/base64url.js';
import {parseCheckpoint, type Checkpoint} from '../../protocol/checkpoint.js';
import type {Inclusion} from '../../protocol/inclusion.js';
import type {PublicKey} from '../../protocol/jws.js';
import {AnyEntrySchema, type AnyEntry} from '../../protocol/keeper-record.js';
import type {Extras} from '../../protocol/privacy.js';
import type {Publication} from '../../protocol/publication.js';
import {RecordBodySchema, type RecordBody} from '../../protocol/record-body.js';
import {parseNote} from '../../protocol/signed-note.js';
import type {Bench} from '../context.js';
import {hashText} from '../digest.js';
import {loggedPublication, type Logged} from '../publications/logged-publication.js';
import {Refusal} from '../refusal.js';

/** What a certificate says. */
export interface CertificateFacts {
  site: string;
  entry: AnyEntry;
  entryHash: string;
  kid: string;
  receipt: string;
  /** As received; undefined where it was dropped, or is `altered`. */
  body?: string;
  /** What a device wrote; undefined where the operator's side did, or it was dropped. */
  act?: RecordBody;
  text?: {title: string; sourceHash?: string; addedAt?: string; publication?: Publication; published?: Logged & {inclusion?: Inclusion}; consents: NonNullable<TermsDocument['consents']>; keyClauses: readonly KeyClause[]; words: string};
  /** What is kept, and is no longer what was signed: it is not told. */
  altered: readonly ('body' | 'text' | 'publication')[];
  extras?: Extras;
  inclusion?: Inclusion & {signed: Checkpoint};
  keys: readonly PublicKey[];
  madeAt: string;
}

/** Gathers what there is of one record. Throws `not_found`. */
export async function certificateFacts({services, site}: Bench, id: string): Promise<CertificateFacts> {
  const found = await services.records.one(site.id, id);
  if (!found) throw new Refusal('not_found', 'There is no record of this id.', 'Check the id.');
  const {receipt} = found;
  const [head = '', payload = ''] = receipt.split('.').map(part => new TextDecoder().decode(decodeBase64url(part)));
  const entry = v.parse(AnyEntrySchema, JSON.parse(payload));
  const isAsSigned = found.body !== undefined && (await hashText(found.body)) === entry.record;
  const body = isAsSigned ? found.body : undefined;
  const act = v.safeParse(RecordBodySchema, body === undefined ? undefined : JSON.parse(body));
  const [inclusion, extras, {text, altered}] = await Promise.all([
    services.log.inclusion(site.id, id),
    services.extras.of({site: site.id, subject: entry.sub}),
    textOf({services, site}, entry),
  ]);
  const own = extras.find(({record}) => record === id);
  return {
    site: site.name ?? site.id,
    entry,
    entryHash: await hashText(payload),
    kid: String((JSON.parse(head) as {kid: unknown}).kid),
    receipt,
    ...(body !== undefined && {body}),
    ...(act.success && {act: act.output}),
    ...(text && {text}),
    altered: [...(found.body !== undefined && !isAsSigned ? ['body' as const] : []), ...altered],
    ...(own && {extras: own}),
    ...(inclusion && {inclusion: {...inclusion, signed: parseCheckpoint(parseNote(inclusion.checkpoint)!.text)!}}),
    keys: services.signer.publicKeys,
    madeAt: services.now().toISOString(),
  };
}

async function textOf(bench: Bench, {document}: AnyEntry): Promise<{text?: CertificateFacts['text']; altered: CertificateFacts['altered']}> {
  const {services, site} = bench;
  const canonical = document && (await services.publications.canonical(site.id, document.hash));
  if (!document || canonical === undefined) return {altered: []};
  if ((await hashText(canonical)) !== document.hash) return {altered: ['text']};
  const terms = JSON.parse(canonical) as TermsDocument;
  const text = {title: terms.title, consents: terms.consents ?? [], keyClauses: terms.keyClauses ?? [], words: plainText(terms)};
  const publication = (await services.publications.list(site.id, [document.id])).find(({version}) => version === document.version);
  if (!publication) return {text, altered: []};
  const logged = await loggedPublication(bench, publication);
  if (logged === 'altered') return {text, altered: ['publication']};
  const {sourceHash, addedAt} = publication.texts.find(({hash}) => hash === document.hash) ?? {};
  const inclusion = logged && (await services.log.inclusion(site.id, logged.record));
  const published = logged && {...logged, ...(inclusion && {inclusion})};
  return {text: {...text, publication, ...(published && {published}), ...(sourceHash && {sourceHash}), ...(addedAt !== undefined && {addedAt})}, altered: []};
}
