import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {hashBytes} from '../../src/protocol/hash.js';
import {Sites, type SiteOptions} from '../../src/server/sites/sites.js';

const SITE: SiteOptions = {id: 'shop', publishableKey: 'pk_shop', secretKeys: ['sk_0123456789abcdef'], origins: ['https://shop.example']};

const refused = async (sites: unknown, what: RegExp) => {
  await assert.rejects(Sites.of(sites as SiteOptions[]), error => {
    assert.ok(isAssentError(error) && error.code === 'invalid_options', String(error));
    assert.match(error.message, what);
    assert.ok(!error.message.includes('0123456789'), error.message);
    return true;
  });
};

describe('the configuration of sites', () => {
  it('is found by a publishable key, and by a secret key or its hash', async () => {
    const sites = await Sites.of([SITE, {...SITE, id: 'bank', publishableKey: 'pk_bank', secretKeys: [await hashBytes('sk_bank_0123456789')]}]);
    assert.equal(sites.byPublishableKey('pk_shop')?.id, 'shop');
    assert.equal((await sites.bySecretKey('sk_0123456789abcdef'))?.id, 'shop');
    assert.equal((await sites.bySecretKey('sk_bank_0123456789'))?.id, 'bank');
    assert.equal(await sites.bySecretKey(await hashBytes('sk_bank_0123456789')), undefined);
    assert.equal(await sites.bySecretKey('sk_0123456789abcdeg'), undefined);
    assert.equal(sites.byPublishableKey('constructor'), undefined);
  });

  it('takes exact origins of the web and of apps', async () => {
    await Sites.of([{...SITE, origins: ['http://localhost:8080', 'https://xn--fsq.example', 'http://[::1]:3000', 'capacitor://localhost', 'chrome-extension://abcdefgh']}]);
    for (const origin of ['*', 'https://*.shop.example', 'https://shop.example/', 'https://shop.example:443', 'shop.example', 'https://Shop.example', 'https://a@shop.example', 'null', 'https://shop.example?x', '']) {
      await refused([{...SITE, origins: [origin]}], /sites\.0\.origins\.0/);
    }
  });

  it('names the place of what is wrong, and never a key', async () => {
    await refused([], /At least one site/);
    await refused([{...SITE, id: 'Shop!'}], /sites\.0\.id/);
    await refused([{...SITE, publishableKey: 'sk_0123456789abcdef'}], /sites\.0\.publishableKey/);
    await refused([SITE, {...SITE, id: 'b', publishableKey: 'pk_bank', secretKeys: ['0123456789']}], /sites\.1\.secretKeys\.0/);
    await refused([{...SITE, secretKey: 'sk_0123456789abcdef'}], /sites\.0\.secretKey.*not known/);
    await refused([{...SITE, subjects: {tokens: {keys: []}}}], /sites\.0\.subjects\.tokens\.keys/);
    await refused([{id: 'shop', publishableKey: 'pk_shop'}], /sites\.0\.origins: missing\./);
    for (const smtp of ['mail.shop.example:587', 'smtp://[::1']) {
      await refused([{...SITE, notices: {endpoint: 'https://shop.example', mail: {smtp, from: 'shop@shop.example'}}}], /sites\.0\.notices\.mail\.smtp: A mail server reads/);
    }
    await refused({} as SiteOptions[], /sites: expected Array\./);
    for (const [days, reason] of [[{everyone: 1, existing: 1, newcomers: 0}, /Days\.new: missing\. .*Days\.newcomers: not known here/], [{everyone: 1, existing: '1', new: 0}, /Days\.existing: expected number\./], [1.5, /Days: expected a whole number\./], [-1, /Days: expected at least 0\./]] as const) {
      await refused([{...SITE, minimumNoticeDays: days}] as unknown as SiteOptions[], reason);
    }
  });

  it('has token keys whose algorithm fits their kind', async () => {
    const ed = {kid: 'a', kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'};
    const with_ = (key: object) => [{...SITE, subjects: {tokens: {keys: [key]}}}];
    await Sites.of(with_(ed) as SiteOptions[]);
    for (const key of [{...ed, alg: 'ES256'}, {...ed, kty: 'EC', crv: 'P-256', alg: 'ES256'}, {...ed, alg: 'HS256'}, {...ed, kid: undefined}]) {
      await refused(with_(key), /tokens\.keys\.0/);
    }
    for (const x of ['', 'x', `${ed.x}A`]) await refused(with_({...ed, x}), /tokens\.keys\.0: its x is no public key of Ed25519/);
    await refused(with_({...ed, kty: 'EC', crv: 'P-256', alg: 'ES256', y: ed.x}), /tokens\.keys\.0: its x and y are no public key of P-256/);
  });

  it('has no id or key twice', async () => {
    await refused([SITE, {...SITE, publishableKey: 'pk_bank', secretKeys: []}], /id shop is there twice/);
    await refused([SITE, {...SITE, id: 'b', secretKeys: []}], /publishable key of b/);
    await refused([SITE, {...SITE, id: 'b', publishableKey: 'pk_bank'}], /secret key of b/);
  });

  it('names each key of tokens once', async () => {
    const key = {kid: 'k', kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'} as const;
    const withKeys = (...keys: object[]) => [{...SITE, subjects: {tokens: {keys}}}];
    await Sites.of(withKeys(key, {...key, kid: 'other'}) as SiteOptions[]);
    await refused(withKeys(key, key), /sites\.0\.subjects\.tokens\.keys: Each key needs a kid of its own/);
  });
});
