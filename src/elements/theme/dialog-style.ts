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
    background: none;
    container-type: size;
  }
  .root[open] {
    display: grid;
  }
  .root::backdrop {
    background: var(--assent-backdrop, rgb(12 14 18 / 0.48));
    animation: appear 0.18s ease-out;
  }
  .panel {
    display: flex;
    flex-direction: column;
    position: relative;
    inline-size: min(100% - 3em, var(--assent-dialog-width, 44em));
    max-block-size: min(100% - 4em, var(--assent-dialog-height, 54em));
    overflow: hidden auto;
    background: var(--_surface);
    border-radius: var(--_radius);
    box-shadow: var(
      --assent-shadow,
      0 0 0 1px light-dark(rgb(15 18 25 / 0.07), rgb(255 255 255 / 0.12)),
      0 0.5em 1em -0.25em rgb(10 12 16 / 0.12),
      0 1.75em 4em -0.5em rgb(10 12 16 / 0.28)
    );
    animation: rise 0.2s cubic-bezier(0.2, 0.7, 0.2, 1);
  }
  .tall {
    block-size: 100%;
  }
  .answered {
    inline-size: min(100% - 3em, 30em);
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 0.75em;
    }
  }
  header {
    position: relative;
    flex: none;
    padding: 1.25em 1.75em 1em;
    border-block-end: 1px solid var(--_border);
  }
  :host([dismissible]) header {
    padding-inline-end: 4em;
  }
  h2 {
    font-weight: 650;
    font-size: 1.25em;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  h2:lang(zh),
  h2:lang(ja),
  h2:lang(ko) {
    letter-spacing: 0;
  }
  .meta {
    font-size: 0.875em;
    color: var(--_muted);
    margin-block-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .meta span {
    display: inline-block;
  }
  .meta span + span::before {
    content: '·';
    margin-inline: 0.5em;
  }
  .close {
    position: absolute;
    inset-block-start: 0.875em;
    inset-inline-end: 1em;
    display: grid;
    place-items: center;
    inline-size: 2.5em;
    block-size: 2.5em;
    padding: 0;
    border: 0;
    border-radius: 50%;
    font: inherit;
    color: var(--_muted);
    background: none;
    cursor: pointer;
  }
  .close:hover {
    color: var(--_text);
    background: var(--_subtle);
  }
  svg {
    inline-size: 1em;
    block-size: 1em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  assent-terms {
    flex: 1 1 auto;
    min-block-size: min(14em, 30cqb);
  }
  footer {
    flex: none;
    padding: 1em 1.75em 1.25em;
    border-block-start: 1px solid var(--_border);
  }
  .ask {
    display: flex;
    align-items: center;
    gap: 1em 1.75em;
  }
  .says {
    flex: 1;
    font-size: 0.9375em;
    line-height: 1.45;
    text-wrap: pretty;
  }
  strong {
    font-weight: 650;
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
    inset-block-start: calc(50% - 0.5em);
    inset-inline-start: 0.75em;
    inline-size: 1em;
    block-size: 1em;
    border: 2px solid;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: turn 0.7s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  fieldset {
    min-inline-size: 0;
    max-block-size: 30cqb;
    overflow: auto;
    margin: 0 0 1em;
    padding: 0 0 1em;
    border: 0;
    border-block-end: 1px solid var(--_border);
  }
  legend {
    padding: 0;
    font-size: 0.875em;
    color: var(--_muted);
  }
  .consent {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0.25em 0.75em;
    margin-block-start: 0.5em;
    font-size: 0.9375em;
    line-height: 1.4;
  }
  label {
    flex: 1 1 12em;
    display: flex;
    align-items: center;
    gap: 0.75em;
    min-block-size: 1.75em;
    cursor: pointer;
  }
  input {
    appearance: none;
    flex: none;
    font: inherit;
    inline-size: 2.4em;
    block-size: 1.4em;
    margin: 0;
    border: 1.5px solid var(--_control);
    border-radius: 9em;
    background: var(--_subtle);
    cursor: pointer;
    transition: background 0.12s;
  }
  input::before {
    content: '';
    display: block;
    block-size: 100%;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_control);
    scale: 0.7;
    transition: margin 0.12s;
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
    font-size: 0.8125em;
    font-weight: 600;
    color: var(--_notice);
  }
  .to-clause {
    font: inherit;
    font-size: 0.875em;
    min-block-size: 1.75em;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_link);
    text-decoration: underline;
    text-underline-offset: 0.15em;
    cursor: pointer;
  }
  .outcome {
    display: grid;
    gap: 1.25em;
    padding: 1.75em;
  }
  .outcome h2 {
    font-size: 1.125em;
  }
  .outcome .actions {
    justify-content: end;
    grid-auto-columns: minmax(7.5em, auto);
  }
  .answer {
    display: flex;
    gap: 1em;
  }
  .answer svg {
    flex: none;
    inline-size: 2em;
    block-size: 2em;
    margin-block-start: -0.1em;
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
    font-size: 0.9375em;
    text-wrap: pretty;
  }
  .reference {
    color: var(--_muted);
    margin-inline-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .bones {
    padding-block: 0.5em;
  }
  @container (inline-size < 40em) {
    .panel {
      place-self: end stretch;
      inline-size: 100%;
      max-block-size: calc(100% - max(1.5em, env(safe-area-inset-top)));
      padding-block-end: env(safe-area-inset-bottom);
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      animation: slide 0.28s cubic-bezier(0.2, 0.8, 0.2, 1);
    }
    header {
      padding: 1em 1.125em 0.75em;
    }
    footer {
      padding: 0.875em 1.125em 1em;
    }
    .ask {
      flex-direction: column;
      align-items: stretch;
    }
    .outcome {
      padding: 1.5em 1.125em 1em;
    }
    .outcome .actions {
      justify-content: stretch;
      grid-auto-columns: 1fr;
    }
  }
  @keyframes slide {
    from {
      translate: 0 100%;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid CanvasText;
    }
    input:checked {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
