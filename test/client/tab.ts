import type {Assent, AssentOptions} from '../../src/client/assent.js';
import type {Backend} from './backend.js';

/** A page of its own in a frame: closing it ends its scripts, timers and requests as closing a tab does. */
export interface Tab {
  client: Assent;
  close(): void;
}

/** Opens a page that makes a client, and that cannot load the modules `missing`. Serialisable options only. */
export async function openTab({site, endpoint}: Backend, options: Partial<AssentOptions> = {}, missing: readonly string[] = []): Promise<Tab> {
  const frame = document.createElement('iframe');
  const settings = JSON.stringify({site, endpoint, locale: 'en', ...options});
  const made = new Promise<Assent>(resolve => {
    const name = `made${crypto.randomUUID().replaceAll('-', '')}`;
    Object.assign(window, {[name]: resolve});
    const imports = Object.fromEntries(missing.map(path => [path, 'data:text/javascript,throw new TypeError()']));
    frame.srcdoc = `<!doctype html><script type="importmap">${JSON.stringify({imports})}</script><script type="module">
      import {createAssent} from '/src/client/create-assent.ts';
      parent['${name}'](createAssent(${settings}));
    </script>`;
  });
  document.body.append(frame);
  return {
    client: await made,
    close() {
      // Navigating away unloads a page in a task of its own, as closing its tab does; removing the frame would not.
      frame.addEventListener('load', () => frame.remove(), {once: true});
      frame.src = 'about:blank';
      frame.removeAttribute('srcdoc');
    },
  };
}
