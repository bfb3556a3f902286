type NodeCrypto = Pick<typeof import('node:crypto'), 'KeyObject' | 'createHash' | 'createHmac' | 'createPrivateKey' | 'sign'> &
  // Since Node 20.12 and 21.7.
  Partial<Pick<typeof import('node:crypto'), 'hash'>>;

interface Runtime {
  process?: {getBuiltinModule?(id: string): NodeCrypto | undefined};
}

/** Node's own cryptography, which does small work at once; undefined in runtimes that have WebCrypto alone. */
export const nodeCrypto = (globalThis as Runtime).process?.getBuiltinModule?.('node:crypto');
