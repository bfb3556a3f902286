// c15t as its documentation begins, without its backend: the banner comes as soon as it can.
import '@c15t/react/styles.css';
import {ConsentBanner, ConsentManagerProvider} from '@c15t/react';
import {createElement} from 'react';
import {createRoot} from 'react-dom/client';

const place = document.body.appendChild(document.createElement('div'));
createRoot(place).render(createElement(ConsentManagerProvider, {options: {mode: 'offline', consentCategories: ['necessary', 'marketing']}}, createElement(ConsentBanner)));
