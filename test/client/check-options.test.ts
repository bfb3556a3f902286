import {expect} from 'chai';
import {createAssent, isAssentError, type AssentOptions} from '../../src/index.js';
import {deliverInBackground} from '../../src/service-worker.js';

const RIGHT = {endpoint: 'https://terms.example.com/', site: 'pk_example'};

/** What was said of options that a page without types has given. */
function refusal(make: () => unknown): {message: string; advice: string} {
  try {
    make();
  } catch (error) {
    if (isAssentError(error) && error.code === 'invalid_options') return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

const refused = (options?: unknown) => refusal(() => createAssent(options as AssentOptions));

describe('the options of a client', () => {
  it('are asked for where there are none', () => {
    for (const none of [undefined, null, 'https://terms.example.com/']) expect(refused(none).advice).to.include("createAssent({endpoint: 'https://…', site: 'pk_…'})");
    expect(refused({site: 'pk_example'}).message).to.equal('`endpoint` is missing.');
    expect(refused({endpoint: RIGHT.endpoint}).message).to.equal('`site` is missing.');
  });

  it('are named where they are misspelt, with those that there are', () => {
    const {message, advice} = refused({...RIGHT, getToken: () => ''});
    expect(message).to.equal('createAssent has no option `getToken`.');
    expect(advice).to.include('getSubjectToken');
  });

  it('are named where they are not what they can be, with what to do', () => {
    const wrong: [object, string][] = [
      [{endpoint: 'http://'}, 'endpoint'],
      [{endpoint: 'javascript:alert(1)'}, 'endpoint'],
      [{endpoint: 5}, 'endpoint'],
      [{site: 'example'}, 'site'],
      [{site: 5}, 'site'],
      [{subject: 5, getSubjectToken: () => ''}, 'subject'],
      [{subject: 'ada'}, 'subject'],
      [{getSubjectToken: () => ''}, 'subject'],
      [{subject: '', getSubjectToken: () => ''}, 'subject'],
      [{subject: 'ada', getSubjectToken: 'eyJ'}, 'getSubjectToken'],
      [{locale: 'en_US'}, 'locale'],
      [{locale: ''}, 'locale'],
      [{debug: true}, 'debug'],
    ];
    for (const [options, name] of wrong) {
      const {message, advice} = refused({...RIGHT, ...options});
      expect(message, JSON.stringify(options)).to.match(new RegExp(`^\`${name}\` (is|and) `));
      expect(advice).to.match(/^(An account|Give|Write) .*\.$/);
    }
  });

  it('are not said aloud where a secret key is among them', () => {
    const {message, advice} = refused({...RIGHT, site: 'sk_0123456789abcdef'});
    expect(message).to.equal('`site` is a secret key.');
    expect(message + advice).not.to.include('0123456789');
  });

  it('may be left out by undefined, and an endpoint may be of the page itself', () => {
    const {endpoint, site} = RIGHT;
    createAssent({endpoint, site, subject: undefined, getSubjectToken: undefined, locale: undefined, debug: undefined} as unknown as AssentOptions).close();
    createAssent({endpoint: '/assent', site}).close();
    createAssent({endpoint: new URL(endpoint), site, locale: 'zh-CN'}).close();
  });

  it('take the language of a page as pages write it, and another where it is none', () => {
    const {lang} = document.documentElement;
    const localeOn = (text: string) => {
      document.documentElement.lang = text;
      const client = createAssent(RIGHT);
      client.close();
      return client.locale;
    };
    expect(['en_US', 'zh_hans_CN', 'ar'].map(localeOn)).to.deep.equal(['en-US', 'zh-Hans-CN', 'ar']);
    // A browser without a language calls it C, which is no tag either.
    const own = /^[a-z]{2,3}(-|$)/i.test(navigator.language) ? navigator.language : 'en';
    expect(['', 'not a tag'].map(localeOn)).to.deep.equal([own, own]);
    document.documentElement.lang = lang;
  });

  it('are checked for a service worker as well', () => {
    expect(refusal(() => deliverInBackground(undefined as never)).advice).to.include('deliverInBackground(');
    expect(refusal(() => deliverInBackground({...RIGHT, subject: 'ada'} as never)).message).to.equal('deliverInBackground has no option `subject`.');
    deliverInBackground(RIGHT);
  });
});
