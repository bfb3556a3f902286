// Bodies with something done to them, to every call that takes one. Many more, and another seed:
// ASSENT_FUZZ_BODIES=100000 ASSENT_FUZZ_SEED=7 node --import tsx --test test/server/fuzzed-bodies.test.ts
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import {PROBLEM_CONTENT_TYPE} from '../../src/protocol/routes.js';
import {PROBLEM_STATUS, ProblemSchema} from '../../src/protocol/problem.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {codeOf, openServer, SECRET, type Answer, type TestServer, type Visitor} from '../contracts/open-server.js';
import {DAMAGE, spoiledBody, type Damage, type SpoiledBody} from '../fuzz/spoiled-body.js';

const BODIES = Number(process.env['ASSENT_FUZZ_BODIES'] ?? 2_000);
const SEED = Number(process.env['ASSENT_FUZZ_SEED'] ?? Date.now() % 1_000_000);

interface Call {
  path: string;
  headers: Record<string, string>;
  good: string[];
  /** How often it is tried, beside the others. */
  weight: number;
}

describe(`${BODIES.toLocaleString('en')} bodies with something done to them (seed ${SEED})`, () => {
  let server: TestServer;
  let visitor: Visitor;
  let calls: Call[];

  before(async () => {
    server = await openServer();
    await server.publish({});
    visitor = server.visitor();
    const record = await visitor.record({shown: {mode: 'dialog', statement: 'By choosing “Agree” you accept 条款.', button: 'Agree', endReached: true, openMs: 14_000}});
    const batch = (...records: object[]) => JSON.stringify({records: records.map(one => ({record: one, elapsedMs: 3}))});
    const secret = {authorization: `Bearer ${SECRET}`};
    const subject = `anon:${visitor.headers['assent-subject']}`;
    const restriction = {subject, kind: 'limit', scope: ['publishing'], facts: 'Spam.', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'trust-and-safety'};
    const restricted = await server.call('v1/admin/restrictions', {method: 'POST', headers: {...secret, 'content-type': 'application/json'}, body: JSON.stringify(restriction)});
    assert.equal(restricted.status, 201, restricted.text);
    const {id} = restricted.json();
    calls = [
      {path: 'v1/records?site=pk_shop', headers: visitor.headers, weight: 12, good: [batch(record), batch({...record, id: uuid7(1)}, {...record, id: uuid7(2), type: 'decline'}), batch({...record, id: uuid7(3), type: 'withdraw', choices: {}})]},
      {path: 'v1/publications', headers: secret, weight: 2, good: [JSON.stringify({document: 'rules', version: '1', texts: [{locale: 'en', source: '---\ntitle: Rules\n---\n# Rules\n\n1. One.\n\n- a\n  1. b\n'}], effectiveAt: '2200-01-01T00:00:00Z', summary: {en: 'New.'}})]},
      {path: 'v1/admin/restrictions', headers: secret, weight: 1, good: [JSON.stringify(restriction)]},
      {path: `v1/admin/restrictions/${id}/lift`, headers: secret, weight: 1, good: ['{"reason":"Appealed.","by":"review"}']},
      {path: `v1/admin/appeals/${id}/review`, headers: secret, weight: 1, good: ['{"status":"upheld","reason":"Right.","by":"review"}']},
      {path: 'v1/admin/notices', headers: secret, weight: 1, good: ['{"publication":"terms-of-use@1","channel":"mail","to":[{"subject":"user:a","address":"a@example.com","locale":"en"}]}']},
      {path: 'v1/admin/notices/none/deliveries', headers: secret, weight: 1, good: ['{"state":"delivered"}']},
      {path: 'v1/attachments?site=pk_shop', headers: {...visitor.headers, 'content-type': 'image/png'}, weight: 1, good: ['\x89PNG\r\n\x1a\n', '%PDF-1.7 {"a":1}']},
    ];
  });
  after(() => server.server.close());

  it('are answered, or refused by a problem of ours, and break nothing', async () => {
    const tried = new Map<Damage, number>(DAMAGE.map(damage => [damage, 0]));
    const statuses = new Map<number, number>();
    const one = fc.oneof(...calls.map(call => ({weight: call.weight, arbitrary: spoiledBody(call.good).map(body => ({call, body}))})));
    const attempt = async ({call, body}: {call: Call; body: SpoiledBody}) => {
      const answer = await server.call(call.path, {method: 'POST', headers: {'content-type': 'application/json', ...call.headers}, body: body.bytes});
      assertOurs(answer);
      for (const damage of body.damage) tried.set(damage, tried.get(damage)! + 1);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    };
    await fc.assert(fc.asyncProperty(one, attempt), {numRuns: BODIES, seed: SEED});
    assert.deepEqual(server.errors, [], 'nothing broke inside');
    // A run in which no body gets through, or none is refused, tries nothing.
    assert.ok(statuses.get(200)! > BODIES / 100 && statuses.get(400)! > BODIES / 10, JSON.stringify([...statuses]));
    for (const [damage, count] of tried) assert.ok(count > BODIES / 50, `${damage}: ${count}`);
  });

  function assertOurs(answer: Answer): void {
    const {status, headers, text} = answer;
    assert.ok(status < 500, text);
    if (status >= 400) {
      assert.equal(headers.get('content-type'), PROBLEM_CONTENT_TYPE);
      return assertProblem(answer.json(), status);
    }
    for (const result of answer.json().results ?? []) {
      if (result.status === 'refused') assertProblem(result.problem, result.problem.status);
      else assert.ok(['recorded', 'duplicate'].includes(result.status) && result.receipt, text);
    }
  }

  function assertProblem(problem: {type: string}, status: number): void {
    assert.ok(v.is(ProblemSchema, problem), JSON.stringify(problem));
    const known: Record<string, number> = PROBLEM_STATUS;
    assert.equal(known[codeOf(problem)], status);
  }
});
