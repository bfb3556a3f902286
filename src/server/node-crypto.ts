type NodeCrypto = Pick<typeof import('node:crypto'), 'createHash' | 'createHmac' | 'createPrivateKey' | 'createSecretKey' | 'sign'> &
  // Since Node 20.12 and 21.7.
  Partial<Pick<typeof import('node:crypto'), 'hash'>>;

interface Runtime {
  navigator?: {userAgent?: string};
  process?: {getBuiltinModule?(id: string): NodeCrypto | undefined};
}

const {navigator, process} = globalThis as Runtime;
// Workers have all the names, and not what signs behind them (https://developers.cloudflare.com/workers/runtime-apis/nodejs/crypto/).
const isWorker = navigator?.userAgent === 'Cloudflare-Workers';

/** Node's own cryptography, which does small work at once; undefined in runtimes that have WebCrypto alone. */
export const nodeCrypto = isWorker ? undefined : process?.getBuiltinModule?.('node:crypto');
