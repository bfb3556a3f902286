import * as v from 'valibot';
import {ATTACHMENT_TYPES, type AttachmentRef} from '../protocol/appeal.js';
import {HashSchema} from '../protocol/hash.js';
import {ProblemSchema, type Problem} from '../protocol/problem.js';
import {readStored, UPLOADS} from './item.js';
import type {Store, Writes} from './store.js';

const BYTES = 'attachment/';

const UploadSchema = v.object({
  v: v.literal(1),
  /** The id of the appeal that quotes it. */
  record: v.string(),
  person: v.string(),
  hash: HashSchema,
  type: v.picklist(ATTACHMENT_TYPES),
  /** Why the backend did not take it, for good. */
  problem: v.optional(ProblemSchema),
});
/** An attachment of this device that the backend has not acknowledged. */
export type Upload = v.InferOutput<typeof UploadSchema>;

const BytesSchema = v.object({v: v.literal(1), bytes: v.instance(Uint8Array<ArrayBuffer>)});

type Named = Pick<Upload, 'record' | 'hash'>;
const noteKey = ({record, hash}: Named) => `${UPLOADS}${record}/${hash}`;
const bytesKey = ({record, hash}: Named) => `${BYTES}${record}/${hash}`;

/** What has to be written with the record of an appeal, in its transaction, for its attachments to be safe. */
export function attachmentWrites(
  {record, person}: {record: string; person: string},
  attachments: readonly {ref: AttachmentRef; bytes: Uint8Array<ArrayBuffer>}[],
): Writes {
  return attachments.flatMap(({ref: {hash, type}, bytes}) => {
    const upload: Upload = {v: 1, record, person, hash, type};
    return [[noteKey(upload), upload], [bytesKey(upload), {v: 1, bytes}]] as const;
  });
}

/** Attachments on this device, each until the backend has acknowledged it. */
export class AttachmentBox {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Those of everyone on this device, in the order of their appeals. */
  async list(): Promise<Upload[]> {
    return (await this.#store.list(UPLOADS)).flatMap(([, value]) => readStored(UploadSchema, value) ?? []);
  }

  async bytes(upload: Upload): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return readStored(BytesSchema, await this.#store.get(bytesKey(upload)))?.bytes;
  }

  /** The backend has it, or nobody wants it sent any more. */
  drop(upload: Upload): Promise<void> {
    return this.#store.change([], () => ({writes: [[noteKey(upload), undefined], [bytesKey(upload), undefined]], result: undefined}));
  }

  /** The backend will never take it. Its bytes stay: they may be nowhere else. */
  refuse(upload: Upload, problem: Problem): Promise<void> {
    return this.#store.change([noteKey(upload)], ([stored]) => ({writes: stored ? [[noteKey(upload), {...upload, problem}]] : [], result: undefined}));
  }
}
