// Kantara Initiative, Consent Receipt Specification 1.1.0 (2018-02-20), §4.
import type {PublicKey} from '../../protocol/jws.js';
import type {PortabilityRules} from '../sites/site-rules.js';
import type {ConsentEvent, Purpose} from './consent-history.js';
import {howExpressed} from './how-expressed.js';

/** §4.3.1. */
const VERSION = 'KI-CR-v1.1.0';

interface Frame {
  rules: PortabilityRules;
  site: string;
  principal: string;
  key: PublicKey;
}

type Node = {[key: string]: unknown};

/** A receipt for each act by which a person consented to something, oldest first. */
export function kantaraReceipts(purposes: readonly Purpose[], frame: Frame): Node[] {
  const acts = new Map<string, {event: ConsentEvent; purposes: Purpose[]}>();
  for (const purpose of purposes) {
    for (const event of purpose.events) {
      if (event.state !== 'given' && event.state !== 'renewed') continue;
      const act = acts.get(event.record) ?? {event, purposes: []};
      acts.set(event.record, {...act, purposes: [...act.purposes, purpose]});
    }
  }
  return [...acts.values()].sort((a, b) => Date.parse(a.event.at) - Date.parse(b.event.at)).map(({event, purposes: given}) => receipt(event, given, frame));
}

function receipt(event: ConsentEvent, purposes: readonly Purpose[], {rules, site, principal, key}: Frame): Node {
  const {controller: {name, contact, address, email, phone, url}, jurisdiction, policyUrl} = rules;
  const sensitive = purposes.filter(purpose => purpose.sensitive);
  return {
    version: VERSION,
    jurisdiction,
    // Seconds (§4.3.3).
    consentTimestamp: Math.floor(Date.parse(event.at) / 1000),
    collectionMethod: howExpressed(event),
    consentReceiptID: event.record,
    publicKey: JSON.stringify(key),
    language: event.text.locale,
    piiPrincipalId: principal,
    piiControllers: [{piiController: name, onBehalf: false, contact, address, email, phone, piiControllerUrl: url}],
    policyUrl,
    services: [{service: site, purposes: purposes.map(purpose => specified(purpose, event, rules))}],
    sensitive: sensitive.length > 0,
    spiCat: sensitive.map(({title}) => title),
  };
}

function specified({id, kind, title}: Purpose, {implied, text}: ConsentEvent, rules: PortabilityRules): Node {
  const {category = 'Core Function', personalData = rules.personalData, recipients = rules.recipients} = rules.purposes[id] ?? {};
  return {
    purpose: kind === 'terms' ? `${title} (${text.version}, ${text.hash})` : title,
    purposeCategory: [category],
    // §4.5.6: what is not explicit is described.
    consentType: implied ? 'IMPLICIT: went on using the service after a notice and its date' : 'EXPLICIT',
    piiCategory: personalData,
    primaryPurpose: kind === 'terms',
    termination: `${rules.withdrawUrl} (kept: ${rules.storage.duration})`,
    thirdPartyDisclosure: recipients.length > 0,
    ...(recipients.length > 0 && {thirdPartyName: recipients.join(', ')}),
  };
}
