// What runs on the pages of the trials: a person who acts, and tells the trial what they were told. `report` is
// the trial's own line, so that a page that dies cannot take its history with it.
import {createAssent} from '/dist/index.js';

const {site, endpoint, who} = Object.fromEntries(new URLSearchParams(location.search));

function clientOf(name) {
  const account = name !== 'anonymous' && {
    subject: name,
    getSubjectToken: async () => (await fetch(`/token/${site}/${name}`)).text(),
  };
  return createAssent({endpoint, site, locale: 'en', ...account});
}

globalThis.person = {
  who,
  client: clientOf(who),
  ready() {
    return this.client.agreements().then(() => {});
  },
  async act(document, options = {}) {
    const {client, who} = this;
    const tell = event => report(JSON.stringify({document, who, ...event}));
    await tell({kind: 'called'});
    try {
      const act = await client.accept(document, options);
      const {id, state} = act;
      await tell({kind: state, id});
      act.recorded.then(
        ({entry}) => tell({kind: 'recorded', id, hash: entry.record}),
        error => tell({kind: 'refused', id, code: error.code}),
      );
      return state;
    } catch (error) {
      await tell({kind: 'unsaved', code: error.code ?? String(error)});
      return 'unsaved';
    }
  },
  /** The receipts on this device and what still waits on it. */
  async look() {
    const [receipts, left] = await Promise.all([this.client.receipts(), this.client.outbox.list()]);
    return {receipts: receipts.map(({entry: {id, record}}) => ({id, hash: record})), left: left.map(({id, state}) => ({id, state}))};
  },
  /** Another person sits down at this page. */
  become(name) {
    this.client.close();
    this.who = name;
    this.client = clientOf(name);
  },
};
