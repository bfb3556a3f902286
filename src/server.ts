// The server door: the mountable backend. It runs where Node's modules are to be had: in Node, Bun and Deno, and in
// Workers with `nodejs_compat`.
export {createAssentServer} from './server/create-server.js';
export type {AssentServer, AssentServerOptions} from './server/create-server.js';
export {openDatabase} from './server/database/database.js';
export type {Database, SqlValue} from './server/database/database.js';
export {UniqueViolation} from './server/database/database.js';
export {createKeys} from './server/keys/server-keys.js';
export type {ServerKeys} from './server/keys/server-keys.js';
export type {SignCallback, SigningKey} from './server/keys/signing-key.js';
export type {SiteOptions} from './server/sites/sites.js';
export {openapi} from './server/http/openapi.js';
export {toNodeHandler} from './server/http/node-handler.js';
export {AssentError, isAssentError} from './protocol/errors.js';
export {verifyReceipt} from './protocol/verify-receipt.js';
export {verifyLoggedReceipt} from './protocol/inclusion.js';
export {verifyCheckpoint} from './protocol/checkpoint.js';
export {exportLog} from './server/evidence/export-log.js';
export {verifyFile} from './server/evidence/verify-file.js';
