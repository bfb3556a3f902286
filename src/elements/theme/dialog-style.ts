import {css} from 'lit';

/** The gate: a window in the middle, a sheet from the bottom where the layer is narrow. */
export const dialogStyle = css`
  :host {
    display: contents;
  }
  .root {
    position: fixed;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    display: none;
    place-items: center;
    overflow: hidden;
    overscroll-behavior: contain;
    container-type: size;
  }
  .root[open] {
    display: grid;
  }
  ::backdrop {
    background: var(--assent-backdrop, rgb(12 14 18 / 0.48));
    animation: 0.18s rise;
  }
  .panel {
    --_side: 1.75em;
    --_measure: 100%;
    display: flex;
    flex-direction: column;
    inline-size: min(100% - 3em, var(--assent-dialog-width, 44em));
    max-block-size: min(100% - 4em, var(--assent-dialog-height, 54em));
    overflow: hidden auto;
    background: var(--_surface);
    border-radius: var(--assent-radius, 0.875em);
    box-shadow: var(
      --assent-shadow,
      0 0 0 1px light-dark(rgb(15 18 25 / 0.07), rgb(255 255 255 / 0.12)),
      0 1.5em 4em -0.5em rgb(10 12 16 / 0.35)
    );
    animation: 0.25s cubic-bezier(0.2, 0.8, 0.2, 1) rise;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 1em;
    }
  }
  .tall {
    block-size: 100%;
  }
  .answered {
    inline-size: min(100% - 3em, 30em);
  }
  header,
  footer {
    flex: none;
    position: relative;
    padding: 1.125em var(--_side);
    border: 0 solid var(--_border);
  }
  header {
    border-block-end-width: 1px;
  }
  footer {
    border-block-start-width: 1px;
  }
  h2 {
    font-size: 1.25em;
  }
  .meta,
  legend,
  .to-clause,
  .badge {
    font-size: 0.875em;
    color: var(--_muted);
  }
  .meta {
    margin-block-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .meta span {
    display: inline-block;
  }
  .meta span:not(:last-child)::after {
    content: '·';
    margin-inline: 0.5em;
  }
  .close {
    float: inline-end;
    margin: -0.5em;
    margin-inline-start: 1em;
    padding: 0.75em;
    line-height: 0;
    border: 0;
    border-radius: 50%;
    color: inherit;
    background: none;
  }
  .failed > .close {
    align-self: end;
    margin: 0.5em;
  }
  .close:hover {
    background: var(--_subtle);
  }
  assent-terms {
    flex: 1 1 auto;
    min-block-size: min(14em, 26cqb);
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
  .state,
  .consent {
    font-size: 0.9375em;
    line-height: 1.45;
    text-wrap: pretty;
  }
  .version {
    white-space: nowrap;
  }
  .alert {
    margin-block-start: 0.5em;
    color: var(--_danger);
  }
  .actions {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(7.5em, 1fr);
    gap: 0.75em;
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
  fieldset {
    min-inline-size: 0;
    max-block-size: 22cqb;
    overflow: auto;
    margin: 0 0 1em;
    padding: 0 0 1em;
    border: 0 solid var(--_border);
    border-block-end-width: 1px;
  }
  legend {
    padding: 0;
  }
  .consent,
  label,
  .answer {
    display: flex;
    align-items: center;
    gap: 0.25em 0.75em;
  }
  .consent {
    flex-wrap: wrap;
    margin-block-start: 0.5em;
  }
  label {
    flex: 1 1 12em;
    min-block-size: 1.75em;
    cursor: pointer;
  }
  input {
    appearance: none;
    flex: none;
    inline-size: 2.4em;
    block-size: 1.4em;
    margin: 0;
    border: 1.5px solid var(--_control);
    border-radius: 9em;
    transition: 0.12s;
  }
  input::before {
    content: '';
    display: block;
    block-size: 100%;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_control);
    scale: 0.7;
    transition: 0.12s;
  }
  input:checked {
    background: var(--_accent);
    border-color: var(--_accent);
  }
  input:checked::before {
    margin-inline-start: calc(100% - 1.4em + 3px);
    background: var(--_paper);
  }
  .badge {
    color: var(--_notice);
  }
  .to-clause {
    min-block-size: 1.75em;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_link);
    text-decoration: underline;
  }
  .outcome {
    display: grid;
    gap: 1.25em;
    padding: var(--_side);
  }
  .outcome h2 {
    font-size: 1.125em;
  }
  .outcome .actions {
    justify-content: end;
    grid-auto-columns: minmax(7.5em, auto);
  }
  .answer {
    align-items: start;
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
  }
  @container (inline-size < 40em) {
    .panel {
      --_side: 1.125em;
      place-self: end stretch;
      inline-size: 100%;
      max-block-size: calc(100% - max(1.5em, env(safe-area-inset-top)));
      padding-block-end: env(safe-area-inset-bottom);
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
    header,
    footer {
      padding-block: 0.875em;
    }
    .ask {
      flex-direction: column;
      align-items: stretch;
    }
    .outcome .actions {
      justify-content: stretch;
      grid-auto-columns: 1fr;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid;
    }
    input:checked {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
