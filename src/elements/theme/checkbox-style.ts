import {css} from 'lit';

/** A box with its words beside it, in the line of the form around it. */
export const checkboxStyle = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .field {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.25em 0.75em;
    align-items: start;
  }
  .box {
    appearance: none;
    display: grid;
    place-items: center;
    inline-size: 1.5em;
    block-size: 1.5em;
    margin: 0;
    border: 1.5px solid var(--_control);
    border-radius: min(0.3em, var(--_radius));
    background: var(--_paper);
  }
  .box::before {
    content: '';
    inline-size: 0.7em;
    block-size: 0.35em;
    margin-block-start: -0.2em;
    border: solid var(--_paper);
    border-width: 0 0 2.5px 2.5px;
    rotate: -45deg;
    opacity: 0;
  }
  .box:checked {
    background: var(--_accent);
    border-color: var(--_accent);
  }
  .box:checked::before {
    opacity: 1;
  }
  .box:disabled {
    opacity: 0.5;
    cursor: default;
  }
  label {
    cursor: pointer;
  }
  .terms {
    font-weight: 600;
    color: var(--_link);
    cursor: pointer;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .field > .button {
    grid-column: 2;
    justify-self: start;
  }
  .below {
    grid-column: 2;
    font-size: 0.9375em;
    color: var(--_danger);
  }
  .choices {
    grid-column: 2;
    margin-block: 0.25em;
    container-type: inline-size;
  }
  .choices fieldset {
    max-block-size: none;
    padding: 0;
  }
  .given {
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    .box {
      forced-color-adjust: none;
      border-color: ButtonText;
      background: ButtonFace;
    }
    .box:checked {
      background: Highlight;
    }
    .box::before {
      border-color: HighlightText;
    }
  }
`;
