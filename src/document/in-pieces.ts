/** Lets the page have its turn: whatever waits, an event or a frame, comes before the promise resolves. */
export function giveWay(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve));
}

/**
 * Runs work that tells how much of it was done since it told last, and gives way to the page after every `most` of
 * that. Rejects with the reason of the signal when it is aborted.
 */
export async function inPieces<T>(work: Generator<number, T>, {most, signal}: {most: number; signal?: AbortSignal | undefined}): Promise<T> {
  let done = 0;
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    done += step.value;
    if (done < most) continue;
    done = 0;
    await giveWay();
    signal?.throwIfAborted();
  }
}
