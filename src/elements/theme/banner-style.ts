import {css} from 'lit';

/** A card at the foot of the page, or in the line where the page puts it; it never covers what is asked. */
export const bannerStyle = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  :host(:not([floating])) {
    min-inline-size: min(18em, 100%);
  }
  :host([floating]) {
    position: fixed;
    z-index: 1000;
    inset-inline: 1em;
    inset-block-end: max(1em, env(safe-area-inset-bottom));
    max-inline-size: 46em;
    margin-inline: auto;
  }
  .root:not(dialog) {
    container-type: inline-size;
  }
  .banner {
    display: grid;
    gap: 1em;
    padding: 1.25em 1.5em;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--assent-radius, 0.875em);
  }
  :host([floating]) .banner {
    box-shadow: var(--assent-shadow, 0 1em 3em -0.5em rgb(10 12 16 / 0.35));
    max-block-size: calc(100dvh - 2em);
    overflow: auto;
  }
  :host([floating]) .banner > .row {
    position: sticky;
    inset-block-end: -1.25em;
    margin-block: -0.5em -1.25em;
    padding-block: 0.5em 1.25em;
    background: inherit;
  }
  .banner h2 {
    font-size: 1.125em;
  }
  .words p {
    margin-block-start: 0.25em;
    text-wrap: pretty;
  }
  .says {
    font-size: 0.9375em;
    line-height: 1.45;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .row .button {
    flex: 1 1 0;
    white-space: nowrap;
  }
  footer .says + .row {
    margin-block-start: 0.875em;
  }
  .says p + p {
    margin-block-start: 0.375em;
  }
  [part~='decline-means'] {
    color: var(--_muted);
  }
  .folded {
    padding-inline: 1em;
    text-align: start;
  }
  :host([floating]:state(folded)) {
    max-inline-size: max-content;
    margin-inline-end: 0;
  }
  :host(:state(folded)) .root {
    container-type: normal;
  }
  .alert {
    color: var(--_danger);
  }
  @media print {
    :host([floating]) {
      display: none;
    }
  }
  @container (inline-size >= 40em) {
    .ask {
      display: flex;
      align-items: center;
      gap: 1.75em;
    }
    .ask .says {
      flex: 1;
    }
    footer .ask .row {
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: minmax(7.5em, 1fr);
      margin: 0;
    }
  }
  @container (inline-size < 34em) {
    .banner {
      padding: 1em 1.125em;
    }
    /* Two and two, or below each other where a word would break. */
    .row .button {
      flex-basis: calc(50% - 0.25em);
      white-space: normal;
      overflow-wrap: normal;
    }
  }
  @container (inline-size < 16em) {
    .banner > .row {
      position: static !important;
    }
  }
  /* A page at 400 %: the words come first, and everything scrolls. */
  @media (height < 20em) and (width < 30em) {
    .banner > .row {
      position: static !important;
    }
  }
`;
