import {css} from 'lit';

/** Cards below each other, each with a title and a pill that says how it stands. */
export const cardStyle = css`
  /* A page that gives it the width of its words, as a flex container does, would give it none: its root hides them. */
  :host {
    display: block;
    min-inline-size: min(24em, 100%);
  }
  :host([hidden]) {
    display: none;
  }
  .list {
    container-type: inline-size;
    display: grid;
    gap: 1em;
  }
  .card {
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--assent-radius, 0.875em);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: baseline;
    gap: 0.25em 1em;
  }
  /* Below each other rather than a word in two. */
  .button {
    overflow-wrap: normal;
  }
  .pill {
    padding: 0.1em 0.7em;
    border-radius: 9em;
    font-size: 0.8125em;
    font-weight: 600;
    line-height: 1.7;
    color: var(--_muted);
    background: var(--_subtle);
    border: 1px solid var(--_border);
  }
`;
