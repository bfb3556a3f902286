import * as v from 'valibot';

/** An address of the web in a configuration. */
export const WebAddressSchema = v.pipe(v.string(), v.check(text => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'An address reads https://….'));
