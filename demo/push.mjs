// Web push in the demo: keys of its own, a worker for the app, and a restriction to be told of.
import {createECDH} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** The document whose acceptance is the consent to push messages. */
export const PUSH_DOCUMENT = 'push-messages';
const SENT_WITHIN_MS = 20_000;
const LOOK_MS = 250;
const WORDS = {
  'en': {scope: 'a trial', facts: 'Somebody pressed the button for a trial notice in the demo.', reasons: 'It was a trial.'},
  'zh-CN': {scope: '试用', facts: '有人在演示中按下了发送试用通知的按钮。', reasons: '这只是一次试用。'},
};

/** The site's settings for push. Its keys are made once: browsers are subscribed under them. */
export function pushSettings(folder, address) {
  const file = fileURLToPath(new URL('push-keys.json', folder));
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(makeKeys()), {mode: 0o600});
  return {document: PUSH_DOCUMENT, contact: 'mailto:demo@halcyon.example', open: `${address}/app/`, ...JSON.parse(readFileSync(file, 'utf8'))};
}

/** VAPID keys (RFC 8292), as `npx web-push generate-vapid-keys` makes them. */
function makeKeys() {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return {publicKey: pair.getPublicKey('base64url'), privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url')};
}

/**
 * The worker of the app. Import maps do not reach into workers: the package's own files come with the addresses of
 * what they import written in, as a bundler would do.
 */
export const WORKER = `import {showPushMessages} from '/worker/assent/service-worker.js';
showPushMessages();
`;

/** A file of the package for the worker. */
export function forWorker(source, modules) {
  return source.replace(/(?<=\b(?:from|import)\s*)(['"])([\w-]+)\1/g, (bare, quote, name) => (Object.hasOwn(modules, name) ? `${quote}${modules[name]}${quote}` : bare));
}

/**
 * Restricts whoever consented last, and lifts it: both are told by push.
 * @returns {Promise<{state: string, reason?: string}>} what became of the first notice
 */
export async function sendTrial({admin, records}, lang) {
  const {scope, facts, reasons} = WORDS[lang];
  const [person] = await records.query(`SELECT subject FROM assent_records WHERE document = '${PUSH_DOCUMENT}' AND type = 'accept' ORDER BY recorded_at DESC LIMIT 1`);
  if (!person) return {state: 'failed', reason: 'Nobody has consented.'};
  const {subject} = person;
  const by = 'demo';
  const {id} = await admin('v1/admin/restrictions', {method: 'POST', body: {subject, kind: 'limit', scope: [scope], facts, clause: {document: PUSH_DOCUMENT, anchor: '1', locale: lang}, automated: {detection: false, decision: false}, by}});
  await admin('v1/admin/notices', {method: 'POST', body: {restriction: id, recipients: [{subject, channel: 'push', locale: lang}]}});
  const outcome = await outcomeOf(admin, id);
  await admin(`v1/admin/restrictions/${id}/lift`, {method: 'POST', body: {reasons, by}});
  return outcome;
}

/** What the ledger says of a notice once it was tried. */
async function outcomeOf(admin, restriction) {
  for (let left = SENT_WITHIN_MS / LOOK_MS; left > 0; left--) {
    const {notices: [notice]} = await admin(`v1/admin/notices?about=restriction:${restriction}`);
    if (notice && notice.state !== 'waiting') return {state: notice.state, ...(notice.reason && {reason: notice.reason})};
    if (notice?.reason) return {state: 'failed', reason: notice.reason};
    await new Promise(resolve => setTimeout(resolve, LOOK_MS));
  }
  return {state: 'waiting'};
}
