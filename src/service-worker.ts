// For a service worker of yours: what was saved is sent when the network is back, though every tab is closed.
export {deliverInBackground} from './client/background-delivery.js';
export type {BackgroundOptions} from './client/background-delivery.js';
