// In the measured page, before its own scripts: how long its tasks take, and when its first clause was painted.
globalThis.probe = {tasks: [], first: 0};
new PerformanceObserver(list => globalThis.probe.tasks.push(...list.getEntries().map(({duration}) => duration))).observe({type: 'longtask', buffered: true});

function look() {
  const root = document.querySelector('assent-terms')?.shadowRoot;
  const clause = root ? root.querySelector('.body .row') : document.querySelector('p, h2');
  // The frame after the one that has it: painted.
  if (clause) requestAnimationFrame(() => (globalThis.probe.first = performance.now()));
  else requestAnimationFrame(look);
}
requestAnimationFrame(look);
