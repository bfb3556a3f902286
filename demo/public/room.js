// The room: joining is a use of the service (the button's own mark says so), recording has rules of its own.
const [join, record, said] = ['join', 'record', 'said'].map(id => document.getElementById(id));
const people = said.textContent;

// The room is opened anew whenever something was done to it: what is cached is not good enough.
(window.assent ||= []).push(assent => assent.standing({fresh: true}));

join.addEventListener('click', () => (said.textContent = join.dataset.done));

record.addEventListener('click', async () => {
  if (record.matches('[aria-pressed=true]')) return show(false);
  try {
    const assent = await window.assent.ready;
    const standing = await assent.standing();
    if (standing.some(({state}) => state === 'active')) return void (said.textContent = record.dataset.restricted);
    await assent.require('recording-rules', {outage: 'block'});
    show(true);
  } catch (error) {
    if (!['declined', 'put_off'].includes(error.code)) said.textContent = error.advice || error.message;
  }
});

function show(on) {
  record.setAttribute('aria-pressed', on);
  record.textContent = on ? record.dataset.on : record.dataset.off;
  said.textContent = on ? record.dataset.done : people;
}
