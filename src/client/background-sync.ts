/** The part of a service worker's registration (Web Background Synchronization) that we use; not every browser has it. */
interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: {register(tag: string): Promise<void>};
}

/** Asks the browser to wake the page's service worker when the network is back, where there are both. */
export async function askForSync(tag: string): Promise<void> {
  const registration: SyncRegistration | undefined = await globalThis.navigator?.serviceWorker?.getRegistration();
  await registration?.sync?.register(tag);
}
