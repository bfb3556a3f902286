/** What a gate needs beside its dialog, or without one: loaded once something is asked, or waits. */
export {closeAnswered} from './close-answered.js';
export {OutboxNotice} from './outbox-notice.js';
