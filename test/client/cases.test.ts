import {expect} from 'chai';
import type {Assent, Restriction} from '../../src/client/assent.js';
import {AttachmentBox} from '../../src/outbox/attachment-box.js';
import {idbStore} from '../../src/outbox/store.js';
import {appealReference, MAX_ATTACHMENT_BYTES} from '../../src/protocol/appeal.js';
import {hashBytes} from '../../src/protocol/hash.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import type {RestrictionView} from '../../src/protocol/standing.js';
import {Backend, closeClients, codeOf, quiet, until} from './backend.js';

const PERSON = 'user:ada';
const PNG = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), letter => letter.charCodeAt(0));
const letter = (words = 'I was travelling.') => new File([words], 'Letter.txt', {type: 'text/plain'});
const ticket = () => new File([PNG], 'Ticket.png', {type: 'image/png'});

describe('standing and appeals', () => {
  let backend: Backend;
  let client: Assent;
  beforeEach(async () => {
    backend = await Backend.open();
    client = backend.account('ada');
  });
  afterEach(closeClients);

  const restrict = (more: object = {}) =>
    backend.admin<RestrictionView>('restrictions', {
      subject: PERSON,
      kind: 'suspend',
      scope: ['publishing'],
      facts: 'The same advertisement was posted 40 times.',
      clause: {document: 'terms-of-service', anchor: '1'},
      automated: {detection: true, decision: false},
      by: 'trust-and-safety',
      ...more,
    });
  const only = async (options?: Parameters<Assent['standing']>[0]): Promise<Restriction> => (await client.standing(options))[0]!;
  const waiting = () => new AttachmentBox(idbStore(`assent.${backend.site}`)).list();
  const offline = () => backend.faults({fault: {kind: 'cut-before'}});

  it('tells what is restricted and why; from this device when there is no network', async () => {
    expect(await client.standing()).to.deep.equal([]);
    const made = await restrict();
    expect(await only({fresh: true})).to.deep.equal(made);
    await offline();
    expect((await backend.account('ada').standing())[0]).to.deep.equal(made);
    expect(await codeOf(client.standing({fresh: true}))).to.equal('offline');
  });

  it('tells of a restriction and of its lifting by an event', async () => {
    const changes: string[] = [];
    client.addEventListener('change', ({what}) => changes.push(what));
    const {id} = await restrict();
    await client.standing({fresh: true});
    expect(changes).to.include('standing');
    changes.length = 0;
    await client.standing({fresh: true});
    expect(changes).not.to.include('standing');
    await backend.admin(`restrictions/${id}/lift`, {reasons: 'A mistake.', by: 'trust-and-safety'});
    expect((await only({fresh: true})).state).to.equal('lifted');
    expect(changes).to.include('standing');
  });

  it('files an appeal with its proof, and sends the bytes apart', async () => {
    const {id, document} = await restrict();
    const act = await client.appeal(id, {statement: ' It was not me. ', proof: ['identity'], attachments: [letter(), ticket()]});
    expect(act.state).to.equal('saved');
    expect(act.reference).to.equal(appealReference(act.id));
    await act.recorded;
    await until(async () => (await waiting()).length === 0);
    const [appeal] = (await only({fresh: true})).appeals;
    expect(appeal).to.include({id: act.id, reference: act.reference, status: 'received', statement: 'It was not me.'});
    expect(appeal!.attachments.map(({name, type, received}) => [name, type, received])).to.deep.equal([['Letter.txt', 'text/plain', true], ['Ticket.png', 'image/png', true]]);
    const records = await backend.records();
    const stored = JSON.parse(records.find(record => record.id === act.id)!.body) as RecordBody;
    expect(stored.document).to.deep.equal(document);
    expect(stored.appeal).to.deep.include({restriction: id, proof: ['identity']});
    expect(stored.appeal!.attachments[1]!.hash).to.equal(await hashBytes(PNG));
    expect(records.some(({body}) => body.includes('travelling'))).to.equal(false);
  });

  it('keeps an appeal and its attachments on this device until both are acknowledged', async () => {
    const {id} = await restrict();
    await client.standing({fresh: true});
    await offline();
    const act = await client.appeal(id, {statement: 'It was not me.', attachments: [letter()]});
    expect(act.state).to.equal('saved');
    const saved = await only();
    expect(saved.appealable).to.equal(false);
    expect(saved.appeals[0]).to.include({id: act.id, status: 'saved', reference: act.reference});
    expect(saved.appeals[0]!.attachments[0]).to.include({received: false, waiting: true});
    client.close();
    await quiet(backend);

    await backend.faults({fault: {kind: 'cut-after'}, path: 'attachments', times: 1}, {fault: {kind: 'answer', status: 200, body: '<html>Wi-Fi</html>'}, path: 'attachments', times: 1});
    client = backend.clientOn({}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    await client.flush();
    await until(async () => (await only({fresh: true})).appeals[0]?.status === 'received');
    await until(async () => (await waiting()).length === 0);
    expect((await only({fresh: true})).appeals[0]!.attachments[0]!.received).to.equal(true);
    const sent = (await backend.posts()).filter(({path}) => path.endsWith('attachments'));
    // A lost answer and a portal's were none: it went a third time.
    expect(sent).to.have.lengthOf(3);
    expect(sent.filter(({authorized}) => authorized)).to.deep.equal([]);
  });

  it('sends attachments of somebody who has signed out', async () => {
    const {id} = await restrict();
    await client.standing({fresh: true});
    await backend.faults({fault: {kind: 'cut-before'}, path: 'attachments'});
    const act = await client.appeal(id, {statement: 'It was not me.', attachments: [letter()]});
    await act.recorded;
    await client.signOut();
    client.close();
    await backend.faults();
    client = backend.clientOn({});
    await until(async () => (await waiting()).length === 0);
    client.close();
    client = backend.account('ada');
    expect((await only({fresh: true})).appeals[0]!.attachments[0]!.received).to.equal(true);
  });

  it('says at once what would be refused, and saves nothing of it', async () => {
    const {id} = await restrict();
    const code = (attachments: Blob[], statement = 'No.') => codeOf(client.appeal(id, {statement, attachments}));
    expect(await code([new File([new Uint8Array(MAX_ATTACHMENT_BYTES + 1)], 'large.png')])).to.equal('body_too_large');
    expect(await code([new File(['MZ\u0090\u0000\u0003'], 'photo.png', {type: 'image/png'})])).to.equal('attachment_invalid');
    expect(await code([new File(['<svg onload="alert(1)"/>'], 'note.txt', {type: 'text/plain'})])).to.equal('attachment_invalid');
    expect(await code([new File([], 'empty.txt', {type: 'text/plain'})])).to.equal('attachment_invalid');
    expect(await code(Array.from({length: 6}, () => letter()))).to.equal('invalid_message');
    expect(await code([], ' ')).to.equal('invalid_message');
    expect(await code([], 'x'.repeat(2001))).to.equal('invalid_message');
    expect(await codeOf(client.appeal('019350a4-7b1c-7d3e-9f2a-11c077de4b5f', {statement: 'No.'}))).to.equal('not_found');
    expect(await client.outbox.list()).to.deep.equal([]);
    expect(await waiting()).to.deep.equal([]);
  });

  it('tells what the backend did not take, and keeps it', async () => {
    const {id} = await restrict();
    await backend.faults({
      fault: {kind: 'answer', status: 422, body: JSON.stringify({type: 'urn:assent:problem:attachment_invalid', title: 't', status: 422, detail: 'It is another kind.', advice: 'a'})},
      path: 'attachments',
    });
    const act = await client.appeal(id, {statement: 'It was not me.', attachments: [letter()]});
    await act.recorded;
    await until(async () => (await only()).appeals[0]!.attachments[0]!.problem !== undefined);
    expect((await only()).appeals[0]!.attachments[0]!.problem!.detail).to.equal('It is another kind.');
    expect(await new AttachmentBox(idbStore(`assent.${backend.site}`)).bytes((await waiting())[0]!)).not.to.equal(undefined);
  });

  it('refuses a second appeal while one is under way, and one after a decision where the site allows one', async () => {
    const {id} = await restrict();
    const act = await client.appeal(id, {statement: 'It was not me.'});
    expect(await codeOf(client.appeal(id, {statement: 'Nor this time.'}))).to.equal('appeal_closed');
    await act.recorded;
    await backend.admin(`appeals/${act.id}/review`, {status: 'rejected', reasons: 'It was.', by: 'appeals-board'});
    expect((await only({fresh: true})).appeals[0]).to.include({status: 'rejected', reasons: 'It was.'});
    expect(await codeOf(client.appeal(id, {statement: 'Nor this time.'}))).to.equal('appeal_closed');
  });

  it('keeps an appeal that came too late, and says so', async () => {
    const {id} = await restrict();
    await client.standing({fresh: true});
    await offline();
    const act = await client.appeal(id, {statement: 'It was not me.', attachments: [letter()]});
    await backend.faults();
    await backend.admin(`restrictions/${id}/lift`, {reasons: 'A mistake.', by: 'trust-and-safety'});
    await client.flush();
    expect(await codeOf(act.recorded)).to.equal('appeal_closed');
    const [appeal] = (await only({fresh: true})).appeals;
    expect(appeal).to.include({status: 'refused', statement: 'It was not me.'});
    expect(appeal!.problem!.detail).to.contain('it is lifted');
    await client.outbox.discard(act.id);
    await client.flush();
    await until(async () => (await waiting()).length === 0);
  });

  it('forgets a person’s standing when they sign out', async () => {
    await restrict();
    await client.standing({fresh: true});
    await client.signOut();
    await offline();
    expect(await codeOf(backend.account('ada').standing())).to.equal('offline');
  });

  it('sends attachments without storage, from memory', async () => {
    const broken = {open: () => {
      throw new DOMException('No.', 'SecurityError');
    }};
    client.close();
    client = backend.clientOn({store: name => idbStore(name, {factory: broken as unknown as IDBFactory})}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    const {id} = await restrict();
    const act = await client.appeal(id, {statement: 'It was not me.', attachments: [letter()]});
    expect(act.state).to.equal('recorded');
    await until(async () => (await only({fresh: true})).appeals[0]?.attachments[0]?.received === true);
  });

  it('sends attachments where there are no locks', async () => {
    client.close();
    client = backend.clientOn({locks: undefined}, {subject: 'ada', getSubjectToken: () => backend.token('ada')});
    const {id} = await restrict();
    await client.appeal(id, {statement: 'It was not me.', attachments: [letter()]});
    await until(async () => (await only({fresh: true})).appeals[0]?.attachments[0]?.received === true);
    expect(await waiting()).to.deep.equal([]);
  });
});
