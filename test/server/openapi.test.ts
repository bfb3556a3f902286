import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ANNOUNCEMENTS_ROUTE, ROUTES} from '../../src/protocol/routes.js';
import {ADMIN_ROUTES} from '../../src/server/endpoints/admin.js';
import {openapi} from '../../src/server/http/openapi.js';
import {openServer} from '../contracts/open-server.js';

type Json = {[key: string]: Json};
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

describe('openapi.json', () => {
  const description = JSON.parse(JSON.stringify(openapi())) as Json;

  it('is served as it is exported', async () => {
    const server = await openServer();
    assert.deepEqual((await server.call('openapi.json')).json(), description);
    await server.server.close();
  });

  it('has every path and method that is served, and no other', async () => {
    const server = await openServer();
    for (const [path, operations] of Object.entries(description['paths']!)) {
      const url = path.slice(1).replaceAll(/\{\w+\}/g, 'x');
      const options = await server.call(`${url}${url.includes('?') ? '&' : '?'}site=pk_shop`, {method: 'OPTIONS'});
      assert.equal(options.status, 204, path);
      const served = options.headers.get('access-control-allow-methods')!.split(', ').filter(method => method !== 'HEAD');
      const described = Object.keys(operations).filter(key => METHODS.includes(key)).map(method => method.toUpperCase());
      // Below v1/admin/ one endpoint serves every method, and sorts them by path itself.
      if (path.startsWith(`/${ROUTES.admin}/`)) assert.ok(described.every(method => served.includes(method)), path);
      else assert.deepEqual(described.sort(), served.sort(), path);
    }
    await server.server.close();
  });

  it('has every path, method and status below v1/admin/, and no other', () => {
    const prefix = `/${ROUTES.admin}/`;
    const below = Object.entries(description['paths']!).filter(([path]) => path.startsWith(prefix));
    const described = below.flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, {responses}]) => `${method.toUpperCase()} ${path.slice(prefix.length).replaceAll(/\{\w+\}/g, ':')} ${Object.keys(responses!)[0]}`),
    );
    const served = ADMIN_ROUTES.map(({method, path, status = 200}) => `${method} ${path.replaceAll(/:\w+/g, ':')} ${status}`);
    assert.deepEqual(described.sort(), served.sort());
  });

  it('describes every route of the protocol', () => {
    const paths = Object.keys(description['paths']!);
    for (const route of [...Object.values(ROUTES), ANNOUNCEMENTS_ROUTE]) assert.ok(paths.some(path => path === `/${route}` || path.startsWith(`/${route}/`)), route);
  });

  it('points to nothing that is not there', () => {
    const text = JSON.stringify(description);
    for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = path!.split('/').reduce<Json | undefined>((at, step) => at?.[step], description);
      assert.ok(target, path);
    }
  });

  it('names each operation once, and every parameter of its path', () => {
    const ids: string[] = [];
    for (const [path, operations] of Object.entries(description['paths']!)) {
      for (const method of METHODS.filter(name => name in operations)) {
        const operation = operations[method] as unknown as {operationId: string; summary: string; parameters?: {name: string; in: string}[]};
        ids.push(operation.operationId);
        assert.ok(operation.summary);
        const named = (operation.parameters ?? []).filter(parameter => parameter.in === 'path').map(({name}) => name);
        assert.deepEqual(named, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name), path);
      }
    }
    assert.equal(new Set(ids).size, ids.length);
  });
});
