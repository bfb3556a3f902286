/** What a page tells us about when to send. */
export interface Triggers {
  /** The network or the person may be back. */
  back(): void;
  /** Out of the back/forward cache. */
  restored(): void;
  /** The page goes away, perhaps for good. */
  leaving(): void;
}

/** Listens to the page; returns a function that stops. */
export function listen({back, restored, leaving}: Triggers): () => void {
  const listening = new AbortController();
  const {signal} = listening;
  // `navigator.onLine` is a hint: coming online is a reason to try, being offline is none not to.
  addEventListener('online', back, {signal});
  addEventListener('pageshow', ({persisted}) => persisted && restored(), {signal});
  addEventListener('pagehide', leaving, {signal});
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && back(), {signal});
  return () => listening.abort();
}
