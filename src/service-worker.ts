// For a service worker of yours: what was saved is sent when the network is back, though every tab is closed; pushed
// notices are shown.
export {deliverInBackground} from './client/background-delivery.js';
export type {BackgroundOptions} from './client/background-delivery.js';
export {showPushMessages} from './client/push-messages.js';
