import {css} from 'lit';

/** The window as a block of the page: as wide as its place, no higher than can be read at a glance. */
export const inlineStyle = css`
  :host {
    display: block;
    min-inline-size: min(24em, 100%);
  }
  :host([hidden]) {
    display: none;
  }
  dialog[open].root {
    position: static;
    display: block;
    block-size: auto;
    max-inline-size: 100%;
    max-block-size: none;
    overflow: visible;
    container-type: inline-size;
  }
  .panel {
    inline-size: 100%;
    max-block-size: min(var(--assent-dialog-height, 40em), 88svh);
    border: 1px solid var(--_border);
    border-radius: var(--assent-radius, 0.875em);
    box-shadow: none;
    animation: none;
  }
  .tall {
    block-size: 88svh;
  }
`;
