// ISO/IEC TS 27560:2023 in JSON-LD, as the guide of W3C's DPVCG has it: https://w3id.org/dpv/guides/consent-27560
import type {PortabilityRules} from '../sites/site-rules.js';
import type {ConsentEvent, Purpose} from './consent-history.js';
import {howExpressed} from './how-expressed.js';

type Node = {[key: string]: unknown};

const PROFILE = 'https://w3id.org/dpv/schema/dpv-27560';
const LINK = {'@type': '@id'};
const TIME = {'@type': 'xsd:dateTime'};

const CONTEXT = {
  dct: 'http://purl.org/dc/terms/',
  dpv: 'https://w3id.org/dpv#',
  loc: 'https://w3id.org/dpv/loc#',
  pd: 'https://w3id.org/dpv/pd#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  schema: 'https://schema.org/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  'dct:conformsTo': LINK,
  'dct:created': TIME,
  'dct:publisher': LINK,
  'dct:source': LINK,
  'dpv:hasDataController': LINK,
  'dpv:hasLegalBasis': LINK,
  'dpv:hasPersonalData': LINK,
  'dpv:hasRecipient': LINK,
  'dpv:isExercisedAt': LINK,
  'dpv:isIndicatedAtTime': TIME,
  'dpv:isIndicatedBy': LINK,
  'schema:url': LINK,
  'skos:broader': LINK,
};

const STATES: Record<ConsentEvent['state'], string> = {
  given: 'dpv:ConsentGiven',
  renewed: 'dpv:RenewedConsentGiven',
  refused: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
  ended: 'dpv:ConsentRevoked',
};

interface Frame {
  rules: PortabilityRules;
  site: string;
  /** As the person is known: by reference, or by the name that was asked for. */
  principal: string;
  now: Date;
  /** Of this receipt. */
  id: string;
}

/** A consent receipt (`dpv-27560:receipt-record`) with one consent record (`dpv-27560:record`) for each purpose. */
export function iso27560Receipt(purposes: readonly Purpose[], frame: Frame): Node {
  const {rules, id, now} = frame;
  return {
    '@context': CONTEXT,
    '@id': `urn:uuid:${id}`,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': `${PROFILE}#receipt`,
    'dct:identifier': id,
    'dpv:hasIdentifier': id,
    'dct:created': now.toISOString(),
    'dct:publisher': rules.controller.url,
    'schema:recipient': {'@id': 'dpv:DataSubject'},
    'dpv:hasRecordOfActivity': purposes.map(purpose => consentRecord(purpose, frame)),
  };
}

function consentRecord(purpose: Purpose, {rules, site, principal}: Frame): Node {
  const [first] = purpose.events;
  const identifier = purpose.kind === 'terms' ? first!.record : `${first!.record}#${purpose.id}`;
  const subject = `urn:assent:${encodeURIComponent(principal)}`;
  return {
    '@id': `urn:uuid:${identifier}`,
    '@type': 'dpv:ConsentRecord',
    'dct:conformsTo': `${PROFILE}#record`,
    'dct:identifier': identifier,
    'dct:created': first!.at,
    'dpv:hasDataSubject': {'@id': subject, '@type': 'dpv:DataSubject', 'dct:identifier': principal},
    'dpv:hasDataController': rules.controller.url,
    'dpv:hasJurisdiction': place(rules.jurisdiction),
    'dpv:hasNotice': notices(purpose, rules),
    'dpv:hasProcess': process(purpose, rules, site),
    'dpv:hasConsentControl': {'@type': 'dpv:WithdrawConsent', 'dpv:isExercisedAt': rules.withdrawUrl},
    'dpv:hasRight': {'@type': 'dpv:DataSubjectRight', 'dct:title': 'Right to withdraw consent', 'dpv:isExercisedAt': rules.withdrawUrl},
    'dpv:hasEntity': controller(rules),
    'dpv:hasConsentStatus': purpose.events.map(event => status(event, purpose, subject)),
  };
}

function process({id, kind, title, sensitive}: Purpose, rules: PortabilityRules, site: string): Node {
  const {category = 'dpv:ServiceProvision', personalData = rules.personalData, recipients = rules.recipients} = rules.purposes[id] ?? {};
  return {
    '@type': 'dpv:Process',
    'dpv:hasPurpose': {'@type': 'dpv:Purpose', 'skos:broader': category, 'dct:title': title},
    'dpv:hasPersonalData': personalData.map(words => data(words, sensitive)),
    'dpv:hasRecipient': [rules.controller.url, ...recipients.map(name => ({'@type': 'dpv:ThirdParty', 'dpv:hasName': name}))],
    'dpv:hasStorageCondition': [
      {'@type': 'dpv:StorageLocation', 'dpv:hasLocation': place(rules.storage.location)},
      {'@type': 'dpv:StorageDuration', 'dpv:hasDuration': {'@type': 'dpv:TemporalDuration', 'rdf:value': rules.storage.duration}},
    ],
    // Who accepts terms makes a contract; what is asked apart is consent.
    'dpv:hasLegalBasis': kind === 'terms' ? 'dpv:Contract' : consentKind(sensitive, false),
    'dpv:hasService': {'@type': 'dpv:Service', 'dct:title': site},
  };
}

function status(event: ConsentEvent, {sensitive}: Purpose, subject: string): Node {
  const {record, receipt, state, at, implied} = event;
  return {
    '@type': [STATES[state], consentKind(sensitive, implied)],
    'dpv:isIndicatedAtTime': at,
    'dpv:isIndicatedBy': subject,
    'dpv:hasIndicationMethod': howExpressed(event),
    'dpv:hasDuration': {'@type': 'dpv:UntilEventDuration', 'rdf:value': 'Withdrawal, or a new version'},
    'dct:source': `urn:uuid:${record}`,
    // The signed receipt: whoever has the keys can check it.
    'dct:provenance': receipt,
  };
}

function notices({events}: Purpose, {policyUrl}: PortabilityRules): Node[] {
  const texts = new Map(events.map(({text}) => [text.hash, text]));
  return [...texts.values()].map(({id, version, locale, hash, title}) => ({
    '@id': `urn:assent:text:${hash}`,
    '@type': 'dpv:ConsentNotice',
    'dct:identifier': hash,
    'dct:title': title,
    'dct:isVersionOf': id,
    'dct:hasVersion': version,
    'dct:language': locale,
    'schema:url': policyUrl,
  }));
}

function controller({controller: {name, contact, address, email, phone, url}}: PortabilityRules): Node {
  return {
    '@id': url,
    '@type': ['dpv:Organisation', 'dpv:DataController'],
    'dpv:hasIdentifier': url,
    'dpv:hasName': name,
    'schema:url': url,
    'schema:address': {'@type': 'schema:PostalAddress', ...Object.fromEntries(Object.entries(address).map(([key, value]) => [`schema:${key}`, value]))},
    'schema:contactPoint': {'@type': 'schema:ContactPoint', 'schema:name': contact, 'schema:email': email, 'schema:telephone': phone},
  };
}

function data(words: string, sensitive: boolean): Node | string {
  const type = sensitive ? ['dpv:PersonalData', 'dpv:SensitivePersonalData'] : 'dpv:PersonalData';
  return isTerm(words) ? {'@type': type, 'skos:broader': words} : {'@type': type, 'skos:broader': 'dpv:PersonalData', 'dct:description': words};
}

function consentKind(sensitive: boolean, implied: boolean): string {
  if (implied) return 'dpv:ImpliedConsent';
  return sensitive ? 'dpv:ExplicitlyExpressedConsent' : 'dpv:ExpressedConsent';
}

function place(name: string): Node {
  return /^[A-Z]{2,3}$/.test(name) ? {'@id': `loc:${name}`} : {'@type': 'dpv:Location', 'dct:title': name};
}

function isTerm(words: string): boolean {
  return /^(pd|dpv):\w+$/.test(words);
}
