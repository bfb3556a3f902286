import {css} from 'lit';

/** A switch with its words, for a separate consent. */
export const switchStyle = css`
  .consent,
  .consent label {
    display: flex;
    align-items: center;
    gap: 0.25em 0.75em;
  }
  .consent {
    clear: both;
    flex-wrap: wrap;
    margin-block-start: 0.5em;
    font-size: 0.9375em;
    line-height: 1.45;
  }
  .consent label {
    flex: 1 1 12em;
    min-block-size: 1.75em;
    cursor: pointer;
  }
  [role='switch'] {
    appearance: none;
    flex: none;
    inline-size: 2.4em;
    block-size: 1.4em;
    margin: 0;
    border: 1.5px solid var(--_control);
    border-radius: 9em;
    transition: 0.12s;
  }
  [role='switch']::before {
    content: '';
    display: block;
    block-size: 100%;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_control);
    scale: 0.7;
    transition: 0.12s;
  }
  [role='switch']:checked {
    background: var(--_accent);
    border-color: var(--_accent);
  }
  [role='switch']:checked::before {
    margin-inline-start: calc(100% - 1.4em + 3px);
    background: var(--_paper);
  }
  .badge {
    font-size: 0.875em;
    color: var(--_notice);
  }
  /* A finger needs more than the eye. */
  @media (pointer: coarse) {
    .consent label {
      min-block-size: 44px;
    }
  }
  @container (inline-size < 40em) {
    /* What is below the words stands in line with them, however much of it there is. */
    .consent {
      padding-inline-start: 3.15em;
    }
    .consent label {
      flex-basis: calc(100% + 3.15em);
      margin-inline-start: -3.15em;
    }
  }
  @media (forced-colors: active) {
    [role='switch'],
    [role='switch']::before {
      forced-color-adjust: none;
      border-color: ButtonText;
    }
    [role='switch']::before {
      background: ButtonText;
    }
    [role='switch']:checked {
      background: Highlight;
    }
    [role='switch']:checked::before {
      background: HighlightText;
    }
  }
`;
