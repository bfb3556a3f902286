import {readFile, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Below `node_modules`, so that packages are found, and nobody looks for code of ours. */
const FOLDER = join(root, 'node_modules/.cache/assent-tests');

/**
 * Compiles test files of Node, and all of ours that they import, once for all of them; gives the files to run. To have
 * each of a hundred processes compile what it imports takes each a second of a processor.
 */
export async function compileTests(files) {
  await rm(FOLDER, {recursive: true, force: true});
  await build({
    entryPoints: [...files.map(file => ({in: join(root, file), out: outOf(file)})), {in: join(root, 'src/server/publications/terms-worker.ts'), out: 'terms-worker'}],
    outdir: FOLDER,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
    absWorkingDir: root,
    plugins: [ownAddress],
  });
  return files.map(file => join(FOLDER, `${outOf(file)}.js`));
}

const outOf = file => join(basename(join(file, '..')), basename(file, '.ts'));

/** A test that looks for a file beside itself looks where it is written. Of ours, only a worker does: it is compiled, too. */
const ownAddress = {
  name: 'own-address',
  setup({onLoad}) {
    onLoad({filter: /\.(ts|mjs)$/}, async ({path}) => {
      if (!path.startsWith(join(root, 'test'))) return undefined;
      const source = await readFile(path, 'utf8');
      return {contents: source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'ts'};
    });
  },
};
