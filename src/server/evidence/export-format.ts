// What an export is made of, for those who write it and those who check it. In this order:
//
//   assent-export.json            which log, how large, when
//   keys.json                     the public keys (RFC 7517 §5)
//   publications.json             what was put in force, and when; `publish` records say the same
//   documents/<hex>.json          the canonical bytes of a text, by their SHA-256
//   sources/<hex>.txt             the text as its publisher wrote it, by its SHA-256
//   checkpoints/<N>.ndjson        what was signed of the log, by size: {size, note}
//   anchors/<N>.ndjson            what of it was left elsewhere, and the proof: {anchor, size, note, proof, at}
//   tile/0/<N>, records/<N>.ndjson   alternately: 256 digests, and the records under them: {receipt, body}
//   tile/<L>/<N>                  the digests above (C2SP tlog-tiles)
import * as v from 'valibot';
import {PublicationSchema} from '../../protocol/publication.js';

export const EXPORT_FORMAT = 'assent-export/1';
export const MANIFEST = 'assent-export.json';
export const KEYS = 'keys.json';
export const PUBLICATIONS = 'publications.json';

export const ManifestSchema = v.object({
  format: v.literal(EXPORT_FORMAT),
  site: v.string(),
  /** The name of the log. */
  origin: v.string(),
  /** Records in the log, and in here. */
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  exportedAt: v.string(),
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;

export const PublicationsSchema = v.array(PublicationSchema);

// Lines of NDJSON have their keys in the order of these schemas.

export const CheckpointLineSchema = v.object({size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), note: v.string()});
export type CheckpointLine = v.InferOutput<typeof CheckpointLineSchema>;

/** A checkpoint that was left outside. `proof` is base64: of `rfc3161:…`, the response of the authority (DER). */
export const AnchorLineSchema = v.object({anchor: v.string(), ...CheckpointLineSchema.entries, proof: v.nullable(v.string()), at: v.string()});
export type AnchorLine = v.InferOutput<typeof AnchorLineSchema>;

/** A record. Either part is null where the database did not have it: dropped, or gone; that is for the check to say. */
export const RecordLineSchema = v.object({receipt: v.nullable(v.string()), body: v.nullable(v.string())});
export type RecordLine = v.InferOutput<typeof RecordLineSchema>;

/** Such a line, each key once. A pattern, since there are millions: to write each again and compare takes three times as long. */
export const RECORD_LINE = /^\{"receipt":(?:null|"[^"\\]*(?:\\.[^"\\]*)*"),"body":(?:null|"[^"\\]*(?:\\.[^"\\]*)*")\}$/;

/** The part of the records under a tile of level 0: `tile/0/x001/234.p/5` → `records/x001/234.ndjson`. */
export function recordsPath(tile: string): string {
  return `${tile.replace(/^tile\/0/, 'records').replace(/\.p\/\d+$/, '')}.ndjson`;
}
