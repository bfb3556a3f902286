import {css} from 'lit';

/** A quiet choice in the line of a header. */
export const languageStyle = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    max-inline-size: 100%;
    margin-block-start: 0.25em;
    font-size: 0.875em;
    color: var(--_muted);
  }
  svg {
    flex: none;
  }
  select {
    min-inline-size: 0;
    min-block-size: 1.75em;
    padding: 0;
    border: 0;
    font: inherit;
    color: var(--_link);
    background: var(--_surface);
    cursor: pointer;
  }
`;
