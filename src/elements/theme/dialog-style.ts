import {css} from 'lit';

/** What the gate has in its window: choices, the statement, two buttons, and what became of an answer. */
export const dialogStyle = css`
  :host {
    display: contents;
  }
  @container (inline-size >= 40em) {
    .answered {
      inline-size: 30em;
    }
    .outcome .actions {
      justify-self: end;
    }
  }
  footer {
    border-block-start-width: 1px;
  }
  .meta {
    font-size: 0.875em;
    color: var(--_muted);
    margin-block-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .meta span {
    display: inline-block;
    margin-inline-end: 1em;
  }
  /* Its place before it is loaded. */
  assent-language {
    display: block;
    min-block-size: 2em;
  }
  .ask {
    display: flex;
    align-items: center;
    gap: 1em var(--_side);
  }
  .says {
    flex: 1;
  }
  .says,
  .state {
    font-size: 0.9375em;
    line-height: 1.45;
    text-wrap: pretty;
  }
  .alert {
    margin-block-start: 0.5em;
    color: var(--_danger);
  }
  /* Side by side, or below each other where there is no room: equal in both. */
  .actions {
    display: grid;
    grid: auto / auto-flow 1fr;
    gap: 0.75em;
  }
  .actions .button {
    min-inline-size: 7.5em;
  }
  .pending {
    position: relative;
    opacity: 1 !important;
  }
  .pending::after {
    content: '';
    position: absolute;
    inset: calc(50% - 0.5em) auto auto 0.75em;
    inline-size: 1em;
    block-size: 1em;
    border: 2px solid;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: 0.7s linear infinite turn;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .outcome {
    display: grid;
    gap: 1.25em;
    padding: var(--_side);
  }
  .outcome h2 {
    font-size: 1.125em;
  }
  .answer {
    display: flex;
    gap: 1em;
  }
  .answer svg {
    flex: none;
    font-size: 2em;
    border-radius: 50%;
    color: var(--_muted);
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  .accept svg {
    color: var(--_success);
  }
  .refused svg {
    color: var(--_danger);
  }
  .state {
    margin-block-start: 0.625em;
  }
  .state span {
    color: var(--_muted);
    margin-inline-start: 0.25em;
  }
  @container (inline-size < 40em) {
    /* A line each: a date that is written later moves nothing. */
    header .meta span {
      display: block;
    }
    .ask {
      flex-direction: column;
      align-items: stretch;
    }
    .actions {
      grid: auto / repeat(auto-fit, minmax(7.5em, 1fr));
    }
  }
`;
