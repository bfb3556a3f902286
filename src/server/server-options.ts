import * as v from 'valibot';
import {AssentError} from '../protocol/errors.js';
import type {AssentServerOptions} from './create-server.js';
import {configIssues} from './sites/config-issues.js';
import {WebAddressSchema} from './sites/web-address-schema.js';

const RateSchema = v.optional(v.pipe(v.number(), v.minValue(0)));

/** What `assent.json` may bring unchecked. */
const SettingsSchema = v.object({
  limits: v.optional(v.strictObject({site: RateSchema, subject: RateSchema, address: RateSchema})),
  log: v.optional(
    v.strictObject({
      // Signed notes (C2SP signed-note) have no room for a name with a space or a plus.
      origin: v.optional(v.pipe(v.string(), v.regex(/^(?!.*:\/\/)[^\s+]+(?<!\/)$/, 'A log is named as consent.example.com: host and path, no scheme, no slash at the end.'))),
      anchors: v.optional(
        v.array(
          v.variant('kind', [
            v.strictObject({kind: v.literal('file'), folder: v.pipe(v.string(), v.minLength(1))}),
            v.strictObject({kind: v.literal('webhook'), url: WebAddressSchema, headers: v.optional(v.record(v.string(), v.string()))}),
            v.strictObject({kind: v.literal('rfc3161'), url: WebAddressSchema}),
          ]),
        ),
      ),
      anchorEveryMs: v.optional(v.pipe(v.number(), v.minValue(1))),
      sequencer: v.optional(v.boolean()),
    }),
  ),
  metrics: v.optional(v.strictObject({token: v.pipe(v.string(), v.minLength(1))})),
});

const OPTIONS = ['database', 'sites', 'keys', 'log', 'metrics', 'limits', 'now', 'onError'];

/** Throws `invalid_options` where a server was not given the options that it takes; what is in `sites` and `keys` is checked by who reads them. */
export function assertOptions(options: unknown): asserts options is AssentServerOptions {
  if (typeof options !== 'object' || options === null) throw wrong('createAssentServer was given no options.', "Call createAssentServer({database: 'sqlite:assent.db', sites: [{id, publishableKey, secretKeys, origins}]}).");
  const stray = Object.keys(options).find(name => !OPTIONS.includes(name));
  if (stray !== undefined) throw wrong(`createAssentServer has no option \`${stray}\`.`, `It takes ${OPTIONS.join(', ')}.`);
  const {database, sites, now, onError} = options as Partial<AssentServerOptions>;
  if (database === undefined) throw wrong('`database` is missing.', WRITE_DATABASE);
  if (typeof database !== 'string' && !isDatabase(database)) throw wrong('`database` is neither a URL nor a database that is open.', WRITE_DATABASE);
  if (sites === undefined) throw wrong('`sites` is missing.', "Name at least one: {id: 'shop', publishableKey: 'pk_…', secretKeys: ['sk_…'], origins: ['https://shop.example']}.");
  for (const [name, value] of Object.entries({now, onError})) {
    if (value !== undefined && typeof value !== 'function') throw wrong(`\`${name}\` is not a function.`, 'Give one, or leave it out.');
  }
  assertSettings(options as AssentServerOptions);
}

const WRITE_DATABASE = 'Write sqlite:assent.db, sqlite::memory: or postgres://user@host/name; or give what openDatabase() resolves with.';

function isDatabase(value: unknown): boolean {
  const {query, transaction, close} = Object(value);
  return [query, transaction, close].every(method => typeof method === 'function');
}

/** Throws `invalid_options` where limits, log or metrics are not what they can be, naming the place and never a token. */
function assertSettings({limits, log, metrics}: Pick<AssentServerOptions, 'limits' | 'log' | 'metrics'>): void {
  const parsed = v.safeParse(SettingsSchema, {limits: limits === false ? undefined : limits, log, metrics: metrics === true ? undefined : metrics});
  if (parsed.success) return;
  throw wrong(`The server is not configured rightly. ${configIssues('', parsed.issues)}`, 'Mend what is named, and start again.');
}

function wrong(message: string, advice: string): AssentError {
  return new AssentError('invalid_options', message, {advice});
}
