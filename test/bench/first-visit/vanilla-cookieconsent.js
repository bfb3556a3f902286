// vanilla-cookieconsent with the least configuration that asks something.
import 'vanilla-cookieconsent/dist/cookieconsent.css';
import {run} from 'vanilla-cookieconsent';

void run({
  hideFromBots: false, // a driven browser is one
  categories: {necessary: {enabled: true, readOnly: true}, analytics: {}},
  language: {
    default: 'en',
    translations: {
      en: {
        consentModal: {title: 'We use cookies', description: 'A few words about them.', acceptAllBtn: 'Accept all', acceptNecessaryBtn: 'Reject all', showPreferencesBtn: 'Choose'},
        preferencesModal: {title: 'Choose', acceptAllBtn: 'Accept all', acceptNecessaryBtn: 'Reject all', savePreferencesBtn: 'Save', sections: [{title: 'Analytics', description: 'Counts visits.', linkedCategory: 'analytics'}]},
      },
    },
  },
});
