import {css} from 'lit';

/** What one agreed to: a card a document, what one can do about it below. */
export const historyStyle = css`
  .card {
    padding: 1.25em 1.5em;
  }
  .card h2 {
    font-size: 1.125em;
  }
  .pill.good {
    color: var(--_success);
    background: color-mix(in srgb, var(--_success) 10%, transparent);
    border-color: transparent;
  }
  .pill.bad {
    color: var(--_danger);
    background: color-mix(in srgb, var(--_danger) 8%, transparent);
    border-color: transparent;
  }
  .quiet {
    font-size: 0.875em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin-block-start: 1em;
  }
  .tools .button {
    min-block-size: 2.5em;
    padding: 0.35em 0.9em;
    font-size: 0.9375em;
  }
  .checked {
    margin-block-start: 0.75em;
    font-size: 0.9375em;
  }
  fieldset {
    min-inline-size: 0;
    margin: 1em 0 0;
    padding: 1em 0 0;
    border: 0 solid var(--_border);
    border-block-start-width: 1px;
  }
  legend {
    float: inline-start;
    inline-size: 100%;
    padding: 0;
    margin-block-end: 0.5em;
  }
  .to-clause {
    min-block-size: 2em;
    padding: 0;
    border: 0;
    font-size: 0.875em;
    color: var(--_link);
    background: none;
    text-decoration: underline;
  }
  details {
    margin-block-start: 1em;
    font-size: 0.9375em;
  }
  summary {
    inline-size: fit-content;
    padding-block: 0.25em;
    color: var(--_link);
    cursor: pointer;
  }
  details + details {
    margin-block-start: 0.5em;
  }
  pre {
    margin: 0.5em 0 0;
    padding: 0.75em 1em;
    white-space: pre-wrap;
    border-radius: min(1em, var(--_radius));
    background: var(--_subtle);
    font: 0.8125em/1.5 ui-monospace, monospace;
  }
  details ol {
    list-style: none;
    margin: 0.5em 0 0;
    padding: 0;
  }
  details li {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1em 1em;
    padding-block: 0.4em;
    border-block-start: 1px solid var(--_border);
  }
  details li > :first-child {
    min-inline-size: 7em;
    font-weight: 600;
  }
  .none {
    padding: 2em;
    text-align: center;
    color: var(--_muted);
  }
  @container (inline-size < 30em) {
    .card {
      padding: 1em 1.125em;
    }
    .tools .button {
      flex: 1 1 40%;
    }
  }
`;
