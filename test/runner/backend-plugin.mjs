/**
 * A @web/test-runner plugin: tests import the origin of a real backend with faults (see fault-backend.ts) from
 * `/backend-origin.js`. It is started when the first test asks; the runner must run with `--import tsx`.
 */
export function backendPlugin() {
  let starting;
  const start = () => (starting ??= import('./fault-backend.ts').then(({startFaultBackend}) => startFaultBackend()));
  return {
    name: 'fault-backend',
    async serve({path}) {
      if (path !== '/backend-origin.js') return undefined;
      const {origin} = await start();
      return {body: `export default ${JSON.stringify(origin)};`, type: 'js'};
    },
    resolveImport: ({source}) => (source === '/backend-origin.js' ? source : undefined),
    async serverStop() {
      await (await starting)?.close();
    },
  };
}
