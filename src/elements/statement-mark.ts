import {html, nothing} from 'lit';

/** Marks the parts of a statement: what is chosen and named stands out, a title in its own language; a date does not. */
export const statementMark = (titleLocale: string) => (name: string, value: string) =>
  name === 'version'
    ? html`<span class="version">${value}</span>`
    : name === 'date'
      ? value
      : html`<strong lang=${name === 'title' ? titleLocale : nothing}>${value}</strong>`;
