// The one place that knows of tar.
import {createTarDecoder, createTarPacker} from 'modern-tar';

/** A file in an archive, whole: exports are cut into parts that fit into memory. */
export interface ArchiveFile {
  name: string;
  data: Uint8Array;
}

/** Packs files into a tar (POSIX pax), as they come. */
export function pack(files: AsyncIterable<ArchiveFile>): ReadableStream<Uint8Array> {
  const {readable, controller} = createTarPacker();
  void (async () => {
    try {
      for await (const {name, data} of files) {
        const writer = controller.add({name, size: data.length, type: 'file', mtime: new Date(0)}).getWriter();
        await writer.write(data);
        await writer.close();
      }
      controller.finalize();
    } catch (error) {
      controller.error(error);
    }
  })();
  return readable;
}

/** Unpacks a tar into its files, in their order. Throws where it is damaged or cut short, or holds something other than files. */
export async function* unpack(tar: ReadableStream<Uint8Array>): AsyncGenerator<ArchiveFile> {
  for await (const {header, body} of stream(tar.pipeThrough(createTarDecoder({strict: true})))) {
    if (header.type !== 'file') throw new Error(`${header.name} is a ${header.type}.`);
    const data = new Uint8Array(header.size);
    let at = 0;
    for await (const chunk of stream(body)) {
      data.set(chunk, at);
      at += chunk.length;
    }
    yield {name: header.name, data};
  }
}

/** Not every runtime lets one iterate over a stream (https://developer.mozilla.org/docs/Web/API/ReadableStream). */
async function* stream<T>(readable: ReadableStream<T>): AsyncGenerator<T> {
  const reader = readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
