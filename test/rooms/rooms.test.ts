// The house: which room may import which, and which room owns which dependency (docs/architecture.md).
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** Room → the rooms that it may import, and the packages that are its own. */
const ROOMS: Record<string, {rooms: string[]; packages: string[]}> = {
  protocol: {rooms: [], packages: ['valibot']},
  document: {
    rooms: ['protocol'],
    packages: [
      'mdast', 'mdast-util-from-markdown', 'mdast-util-gfm', 'micromark-extension-gfm',
      'yaml', 'canonicalize', 'diff',
    ],
  },
  outbox: {rooms: ['protocol'], packages: ['idb-keyval']},
  client: {rooms: ['protocol', 'document', 'outbox'], packages: ['ky']},
  elements: {rooms: ['protocol', 'document', 'client'], packages: ['lit']},
  cli: {rooms: ['protocol', 'server'], packages: ['commander', 'pino']},
  server: {
    rooms: ['protocol', 'document'],
    packages: ['valibot', 'jose', 'libsql', 'pg', 'file-type', 'nodemailer', 'asn1js', 'modern-tar', 'pkijs', 'pino', 'prom-client', 'web-push', '@valibot/to-json-schema'],
  },
};
/** valibot is the language of the schemas: any room may check with the schemas that protocol owns. */
const CHECKERS = ['client', 'outbox'];
const DOORS = ['cli.ts', 'define.ts', 'document.ts', 'elements.ts', 'index.ts', 'script.ts', 'server.ts', 'service-worker.ts'];
/** What a door may import besides rooms. */
const DOOR_PACKAGES: Record<string, string[]> = {'cli.ts': ['commander']};
/** Rooms whose files run in a browser. */
const BROWSER_ROOMS = ['protocol', 'outbox', 'client', 'elements'];
const NEVER_IN_A_BROWSER = [...ROOMS.document!.packages, ...ROOMS.server!.packages].filter(name => name !== 'valibot');

interface Import {
  from: string;
  specifier: string;
  typeOnly: boolean;
}

const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts'));
const imports = files.flatMap(importsOf);

/** Every import of a file: static, re-exported, bare, dynamic and in a type. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(src, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean) => {
    if (node && ts.isStringLiteralLike(node)) found.push({from: file, specifier: node.text, typeOnly});
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, Boolean(node.importClause?.isTypeOnly));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `src/a/b.ts` → `a`; a door → undefined. */
function roomOf(file: string): string | undefined {
  return file.includes('/') ? file.split('/')[0] : undefined;
}

function target({from, specifier}: Import): string {
  return relative(src, resolve(src, dirname(from), specifier)).replace(/\.js$/, '.ts');
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

const isLocal = ({specifier}: Import) => specifier.startsWith('.');

describe('the house', () => {
  it('has only the doors and rooms that are written down', () => {
    const doors = files.filter(file => !file.includes('/')).sort();
    assert.deepEqual(doors, DOORS);
    const rooms = new Set(files.map(roomOf).filter(room => room !== undefined));
    assert.deepEqual([...rooms].sort(), Object.keys(ROOMS).sort());
  });

  it('lets a room import only the rooms below it, and never a door', () => {
    const wrong = imports.filter(isLocal).filter(one => {
      const room = roomOf(one.from);
      if (!room) return !roomOf(target(one)); // a door imports rooms, never a door
      const other = roomOf(target(one));
      return other !== room && (!other || !ROOMS[room]!.rooms.includes(other));
    });
    assert.deepEqual(wrong.map(({from, specifier}) => `${from} → ${specifier}`), []);
  });

  it('lets only its owner import a package', () => {
    const wrong = imports
      .filter(one => !isLocal(one) && !one.specifier.startsWith('node:'))
      .filter(({from, specifier}) => {
        const room = roomOf(from);
        const name = packageOf(specifier);
        if (!room) return !DOOR_PACKAGES[from]?.includes(name);
        if (name === 'valibot' && CHECKERS.includes(room)) return false;
        return !ROOMS[room]!.packages.includes(name);
      });
    assert.deepEqual(wrong.map(({from, specifier}) => `${from} → ${specifier}`), []);
  });

  it('uses Node only where a server or a command runs', () => {
    const wrong = imports.filter(
      ({from, specifier}) => specifier.startsWith('node:') && !['server', 'cli'].includes(roomOf(from) ?? '') && from !== 'cli.ts',
    );
    assert.deepEqual(wrong.map(({from, specifier}) => `${from} → ${specifier}`), []);
  });

  it('keeps the parser and the server out of what a browser loads', () => {
    const reached = new Set<string>();
    const queue = files.filter(file => BROWSER_ROOMS.includes(roomOf(file) ?? '') || ['index.ts', 'elements.ts', 'define.ts', 'script.ts', 'service-worker.ts'].includes(file));
    const packages: string[] = [];
    for (let file = queue.pop(); file; file = queue.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      for (const one of imports.filter(({from, typeOnly}) => from === file && !typeOnly)) {
        if (isLocal(one)) queue.push(target(one));
        else if (NEVER_IN_A_BROWSER.includes(packageOf(one.specifier))) packages.push(`${file} → ${one.specifier}`);
      }
    }
    assert.deepEqual(packages, []);
    assert.ok(![...reached].some(file => ['server', 'cli'].includes(roomOf(file) ?? '')), 'a browser file reaches the server');
  });

  it('has no cycle of imports', () => {
    const edges = new Map(files.map(file => [file, imports.filter(one => one.from === file && isLocal(one) && !one.typeOnly).map(target)]));
    const done = new Set<string>();
    const walk = (file: string, path: string[]): void => {
      assert.ok(!path.includes(file), `cycle: ${[...path, file].join(' → ')}`);
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
  });

  it('names every imported file as it stands', () => {
    const missing = imports.filter(isLocal).filter(one => !files.includes(target(one)));
    assert.deepEqual(missing.map(({from, specifier}) => `${from} → ${specifier}`), []);
  });

  it('has no room for leftovers', () => {
    const leftovers = files.filter(file => /(^|\/)(utils?|common|helpers?|types|misc)(\.ts$|\/)/.test(file));
    assert.deepEqual(leftovers, []);
  });
});
