// In each page, before its own scripts: when its words are on the screen.
const button = () => [...document.querySelectorAll('button')].some(one => one.getBoundingClientRect().height > 0);
const inside = (root, ...path) => path.reduce((from, selector) => from?.querySelector(selector)?.shadowRoot, root);
const SHOWN = {
  '/assent': () => inside(document, 'assent-gate', 'assent-dialog', 'assent-terms')?.querySelector('.body .row'),
  '/vanilla-cookieconsent': button,
  '/c15t': button,
};

function look() {
  // The frame after the one that has them: painted.
  if (SHOWN[location.pathname]?.()) requestAnimationFrame(() => (globalThis.shownAt = performance.now()));
  else requestAnimationFrame(look);
}
look();
