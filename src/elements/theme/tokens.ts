import {css} from 'lit';

/**
 * Two tiers of custom properties. The palette (`--assent-ink`, `--assent-paper`, `--assent-accent` …) recolours
 * everything; a role (`--assent-text`, `--assent-button-surface` …) one thing. A page sets either anywhere above
 * the element; the underscored ones are ours. Lengths are in em of one font size, so that all of it grows
 * together when a person enlarges text.
 */
export const tokens = css`
  :host {
    --_ink: var(--assent-ink, light-dark(#191b1f, #eceef1));
    --_paper: var(--assent-paper, light-dark(#fff, #17181b));
    --_accent: var(--assent-accent, light-dark(#2c55d9, #93adff));
    --_danger: var(--assent-danger, light-dark(#b3261e, #ff9a90));
    --_success: var(--assent-success, light-dark(#157347, #6fd6a0));
    --_notice: var(--assent-notice, light-dark(#8f5600, #f2bd63));
    --_text: var(--assent-text, var(--_ink));
    --_muted: var(--assent-text-muted, light-dark(#5a5f69, #a3a8b3));
    --_surface: var(--assent-surface, var(--_paper));
    --_subtle: var(--assent-surface-subtle, light-dark(#f6f7f8, #1e2024));
    --_border: var(--assent-border, light-dark(#e3e5e9, #2d3036));
    --_control: var(--assent-control-border, light-dark(#868c97, #747a86));
    --_link: var(--assent-link, var(--_accent));
    --_button: var(--assent-button-surface, var(--_paper));
    --_button-text: var(--assent-button-text, var(--_ink));
    --_radius: var(--assent-radius-control, min(var(--assent-radius, 0.5em), 0.5em));
    color-scheme: var(--assent-color-scheme, inherit);
  }
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_border: var(--_text);
      --_control: var(--_text);
    }
  }
  :host(:state(dark)) {
    color-scheme: var(--assent-color-scheme, dark);
  }
  :host(:state(light)) {
    color-scheme: var(--assent-color-scheme, light);
  }
`;

/** Nothing that a page inherits comes in, but its font and its colour scheme; every element's root bears it. */
export const base = css`
  .root {
    all: initial;
    display: block;
    color-scheme: inherit;
    font-family: var(--assent-font, inherit);
    font-size: var(--assent-font-size, max(1rem, 16px));
    line-height: 1.55;
    color: var(--_text);
    text-align: start;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    overflow-wrap: anywhere;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  p {
    margin: 0;
  }
  h2,
  b,
  strong,
  .button {
    font-weight: 650;
  }
  h2 {
    font-size: 1em;
    line-height: 1.3;
    text-wrap: balance;
  }
  :focus-visible {
    outline: 2px solid var(--assent-focus, var(--_accent));
    outline-offset: 2px;
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
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .version {
    white-space: nowrap;
  }
  button,
  input {
    font: inherit;
    cursor: pointer;
  }
  .button {
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    line-height: 1.3;
    color: var(--_button-text);
    background: var(--_button);
    border: 1.5px solid var(--_control);
    border-radius: var(--_radius);
    transition:
      color 0.12s,
      background 0.12s;
  }
  @media (hover: hover) {
    .button:enabled:hover {
      color: var(--_button);
      background: var(--_button-text);
    }
  }
  .button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  .bone {
    block-size: 0.75em;
    margin-block: 0.65em;
    border-radius: 9em;
    background: var(--_border);
    animation: 1.6s infinite alternate breathe;
  }
  .short {
    inline-size: 62%;
    margin-block-end: 1.75em;
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  .message {
    display: grid;
    justify-items: center;
    gap: 0.5em;
    max-inline-size: 30em;
    margin: auto;
    padding: 2.5em 1.5em;
    text-align: center;
  }
  .message p {
    color: var(--_muted);
  }
  .message .button {
    margin-block-start: 0.75em;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after,
    ::backdrop {
      animation: none !important;
      transition: none !important;
    }
  }
`;
