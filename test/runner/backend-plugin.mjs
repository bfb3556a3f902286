const PATH = '/test/runner/backend-origin.js';

/**
 * A @web/test-runner plugin: tests import the origin of a real backend with faults (fault-backend.ts) from
 * `test/runner/backend-origin.js`. It is started when the first test asks; the runner must run with `--import tsx`.
 */
export function backendPlugin() {
  let starting;
  const start = () => (starting ??= import('./fault-backend.ts').then(({startFaultBackend}) => startFaultBackend()));
  return {
    name: 'fault-backend',
    async serve({path}) {
      if (path !== PATH) return undefined;
      const {origin} = await start();
      return {body: `export default ${JSON.stringify(origin)};`, type: 'js'};
    },
    resolveImport: ({source}) => (source.endsWith('/backend-origin.js') ? PATH : undefined),
    async serverStop() {
      await (await starting)?.close();
    },
  };
}
