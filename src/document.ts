// src/document.ts: what a terms text says. For build tools and servers: the parser is behind this door.
export {canonicalBytes, hashTerms} from './document/canonical.js';
export {rebuild, segmentsOf, wordsOf} from './document/changes.js';
export {diffTerms} from './document/diff.js';
export {parseTerms} from './document/parse.js';
export {plainText} from './document/plain-text.js';
export type * from './document/changes.js';
export type * from './document/model.js';
// readTerms stays inside: it is the browser's way to what this door has made.
