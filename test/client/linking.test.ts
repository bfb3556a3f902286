import {expect} from 'chai';
import type {Assent} from '../../src/client/assent.js';
import {idbStore} from '../../src/outbox/store.js';
import {Backend, closeClients, codeOf, quiet, until} from './backend.js';

const DOCUMENT = 'terms-of-service';
const CUT = {fault: {kind: 'cut-before'}, path: 'records'} as const;

describe('a visitor who signs in', () => {
  let backend: Backend;
  const opened: Assent[] = [];
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(() => {
    for (const client of opened.splice(0)) client.close();
    closeClients();
  });

  const signIn = async (visitor: Assent, subject: string) => {
    const account = await visitor.signIn({subject, getSubjectToken: () => backend.token(subject)});
    opened.push(account);
    return account;
  };
  const statusOf = async (client: Assent, fresh = false) => (await client.agreements({fresh}))[0]!.status;
  const types = async () => (await backend.records()).map(({body, entry}) => `${JSON.parse(body).type} by ${entry.via}`);

  it('has agreed already, by one record with proofs of both', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    const ada = await signIn(visitor, 'ada');
    expect(await statusOf(ada)).to.equal('current');
    await until(async () => (await ada.outbox.list()).length === 0);
    expect(await statusOf(ada, true)).to.equal('current');
    expect((await types()).sort()).to.deep.equal(['accept by anonymous', 'link by operator', 'link by token']);
    const links = (await backend.records()).filter(({body}) => JSON.parse(body).type === 'link');
    expect(new Set(links.map(({subject}) => subject)).size).to.equal(2);
    // On any other device as well, and in the history here.
    expect((await ada.receipts()).map(({entry}) => entry.type)).to.deep.equal(['accept', 'link']);
    expect(await codeOf(visitor.agreements())).to.equal('aborted');
  });

  it('has what was not sent yet delivered first, as the visitor’s', async () => {
    const visitor = backend.client();
    await visitor.agreements();
    await backend.faults(CUT);
    const [first, second] = [await visitor.accept(DOCUMENT), await visitor.decline(DOCUMENT)];
    await until(async () => (await visitor.outbox.list())[0]!.attempts > 0);
    const ada = await signIn(visitor, 'ada');
    expect(await statusOf(ada)).to.equal('declined');
    expect((await ada.outbox.list()).map(({type}) => type)).to.deep.equal(['accept', 'decline', 'link']);
    await backend.faults();
    expect((await ada.flush()).left).to.deep.equal([]);
    expect(await statusOf(ada, true)).to.equal('declined');
    expect((await types()).sort()).to.deep.equal(['accept by presentation', 'decline by presentation', 'link by operator', 'link by token']);
    // The acts of the page that signed in learn it, too.
    expect([(await first.recorded).entry.via, (await second.recorded).entry.via]).to.deep.equal(['presentation', 'presentation']);
    const posts = (await backend.posts()).slice(-2);
    expect(posts.map(({records, authorized, anonymous}) => ({records, authorized, anonymous}))).to.deep.equal([
      {records: 2, authorized: false, anonymous: false},
      {records: 1, authorized: true, anonymous: true},
    ]);
  });

  it('has agreed already by what the backend tells of them, where this device has no receipts any more', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    await statusOf(visitor, true);
    const store = idbStore(`assent.${backend.site}`);
    const receipts = await store.list('receipt/');
    await store.change([], () => ({writes: receipts.map(([key]) => [key, undefined] as const), result: undefined}));
    store.close();
    const ada = await signIn(visitor, 'ada');
    await ada.flush();
    expect(await statusOf(ada, true)).to.equal('current');
    expect((await types()).sort()).to.deep.equal(['accept by anonymous', 'link by operator', 'link by token']);
  });

  it('stands where the latest act put them, whichever of the two did it', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    const elsewhere = backend.clientOn({store: name => idbStore(`${name}.elsewhere`)}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    await (await elsewhere.decline(DOCUMENT)).recorded;
    await backend.faults(CUT);
    const ada = await signIn(visitor, 'ada');
    expect(await statusOf(ada)).to.equal('declined');
  });

  it('is not linked before what they did has been recorded', async () => {
    const visitor = backend.client();
    await visitor.agreements();
    await backend.faults({...CUT, containing: '"accept"'});
    await visitor.accept(DOCUMENT);
    const ada = await signIn(visitor, 'ada');
    await ada.flush();
    expect((await backend.posts()).filter(({authorized}) => authorized)).to.deep.equal([]);
    await backend.faults();
    await ada.flush();
    const visitors = (await backend.records()).filter(({entry}) => entry.via !== 'token');
    expect(visitors.map(({seq, body}) => [seq, JSON.parse(body).type])).to.deep.equal([[1, 'accept'], [2, 'link']]);
  });

  it('is the next page’s to link, where the app loads anew', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    visitor.close();
    const ada = backend.account('ada');
    expect(await statusOf(ada)).to.equal('none');
    const act = (await ada.link())!;
    expect(act).to.include({type: 'link', state: 'saved'});
    expect((await act.recorded).entry.via).to.equal('token');
    expect(await statusOf(ada)).to.equal('current');
    // There is nobody left to link, and whoever comes next is somebody else.
    expect(await ada.link()).to.equal(undefined);
    const next = backend.client();
    expect(await statusOf(next)).to.equal('none');
    expect(await next.receipts()).to.deep.equal([]);
  });

  it('is nobody to link where they have done nothing', async () => {
    const visitor = backend.client();
    await visitor.agreements();
    const ada = await signIn(visitor, 'ada');
    expect(await statusOf(ada)).to.equal('none');
    expect(await ada.outbox.list()).to.deep.equal([]);
    expect(await ada.link()).to.equal(undefined);
    expect(await backend.records()).to.deep.equal([]);
    // They are remembered: the device has not forgotten its visitor for nothing.
    expect(await codeOf(backend.client().link())).to.equal('invalid_options');
  });

  it('is not signed in by halves: where the account cannot be asked about, nothing has changed', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    await backend.faults({fault: {kind: 'cut-before'}, path: 'agreements'});
    expect(await codeOf(visitor.signIn({subject: 'ada', getSubjectToken: () => backend.token('ada')}))).to.equal('offline');
    expect(await statusOf(visitor)).to.equal('current');
    await backend.faults();
    const ada = await signIn(visitor, 'ada');
    expect(await statusOf(ada)).to.equal('current');
  });

  it('has their link wait for the account, over a sign-out and whoever comes in between', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    const ada = await signIn(visitor, 'ada');
    await until(async () => (await ada.outbox.list()).length === 0);
    ada.close();

    const second = backend.client();
    await (await second.decline(DOCUMENT)).recorded;
    await backend.faults(CUT);
    const again = await signIn(second, 'ada');
    await again.flush();
    const {left} = await again.signOut();
    expect(left.map(({type}) => type)).to.deep.equal(['link']);
    again.close();
    await quiet(backend);
    await backend.faults();

    const bob = backend.account('bob');
    await bob.agreements();
    await bob.flush();
    expect(await bob.outbox.list()).to.deep.equal([]);
    expect((await types()).filter(type => type === 'link by token')).to.have.length(1);

    const back = backend.account('ada');
    await back.flush();
    expect((await types()).filter(type => type === 'link by token')).to.have.length(2);
    expect(await statusOf(back, true)).to.equal('declined');
  });

  it('is told when the backend refuses the link, and agreed to nothing then', async () => {
    const visitor = backend.client();
    await (await visitor.accept(DOCUMENT)).recorded;
    const refusal = {type: 'urn:assent:problem:visitor_linked', title: 'Linked already', status: 409, detail: 'No.', advice: ''};
    const headers = {'content-type': 'application/problem+json'};
    await backend.faults({fault: {kind: 'answer', status: 409, headers, body: JSON.stringify(refusal)}, path: 'records'});
    const ada = await signIn(visitor, 'ada');
    await until(async () => (await ada.outbox.list())[0]?.state === 'dead');
    expect(await statusOf(ada)).to.equal('none');
    expect((await ada.outbox.list())[0]!.problem?.type).to.equal(refusal.type);
  });
});
