import * as v from 'valibot';
import {AssentError} from '../protocol/errors.js';
import {configIssues} from './config-issues.js';
import type {AssentServerOptions} from './create-server.js';

const RateSchema = v.optional(v.pipe(v.number(), v.minValue(0)));
const UrlSchema = v.pipe(v.string(), v.check(text => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'An address reads https://….'));

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
            v.strictObject({kind: v.literal('webhook'), url: UrlSchema, headers: v.optional(v.record(v.string(), v.string()))}),
            v.strictObject({kind: v.literal('rfc3161'), url: UrlSchema}),
          ]),
        ),
      ),
      anchorEveryMs: v.optional(v.pipe(v.number(), v.minValue(1))),
      sequencer: v.optional(v.boolean()),
    }),
  ),
  metrics: v.optional(v.strictObject({token: v.pipe(v.string(), v.minLength(1))})),
});

/** Throws `invalid_options` where limits, log or metrics are not what they can be, naming the place and never a token. */
export function assertSettings({limits, log, metrics}: Pick<AssentServerOptions, 'limits' | 'log' | 'metrics'>): void {
  const parsed = v.safeParse(SettingsSchema, {limits: limits === false ? undefined : limits, log, metrics: metrics === true ? undefined : metrics});
  if (parsed.success) return;
  throw new AssentError('invalid_options', `The server is not configured rightly. ${configIssues('', parsed.issues)}`, {advice: 'Mend what is named, and start again.'});
}
