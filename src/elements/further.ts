/** Elements that a page may hold; those that are not there are not loaded. */
export const FURTHER = 'assent-banner,assent-checkbox,assent-history,assent-inline,assent-standing';

/** Resolves once the page was read to its end. */
export async function parsed(): Promise<void> {
  if (document.readyState === 'loading') await new Promise(resolve => addEventListener('DOMContentLoaded', resolve, {once: true}));
}
