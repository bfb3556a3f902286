import {createAssent} from '../../../src/index.js';
import '../../../src/define.js';

/** The page that is measured: one reader, as a host would put it there. */
const {endpoint, site, hash, since} = Object.fromEntries(new URLSearchParams(location.search)) as Record<string, string>;
const reader = document.createElement('assent-terms');
reader.client = createAssent({endpoint: endpoint!, site: site!, locale: 'en'});
reader.hash = hash!;
reader.since = since || undefined;
document.body.append(reader);
