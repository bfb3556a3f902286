import {css} from 'lit';

/** A card a restriction: what, why, and what one can do, from top to bottom; the appeal set off below. */
export const standingStyle = css`
  .list {
    position: relative;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25em;
    padding: 1.5em 1.75em;
  }
  .card.active {
    border-block-start: 3px solid var(--_danger);
  }
  .card.coming {
    border-block-start: 3px solid var(--_notice);
  }
  .card.lifted {
    border-block-start: 3px solid var(--_success);
  }
  .card h2 {
    font-size: 1.25em;
  }
  h3,
  h4,
  blockquote,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }
  h3,
  .field > label,
  legend,
  .label {
    font-size: 1em;
    font-weight: 650;
    line-height: 1.4;
  }
  section > h3 {
    margin-block-end: 0.25em;
  }
  section > p + .said {
    margin-block-start: 0.5em;
  }
  h4 {
    margin-block: 0.9em 0.15em;
    font-size: 0.875em;
    font-weight: 650;
    color: var(--_muted);
  }
  .pill.good,
  .pill.bad,
  .pill.notice {
    border-color: transparent;
    background: color-mix(in srgb, currentColor 9%, transparent);
  }
  .pill.good {
    color: var(--_success);
  }
  .pill.notice {
    color: var(--_notice);
  }
  .pill.bad,
  .bad {
    color: var(--_danger);
  }
  .quiet {
    font-size: 0.875em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .said,
  .cited {
    white-space: pre-line;
    text-wrap: pretty;
  }
  .extent {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(11em, 1fr));
    gap: 0.75em 1.5em;
    padding-block: 0.875em;
    border: solid var(--_border);
    border-width: 1px 0;
  }
  dt {
    font-size: 0.8125em;
    color: var(--_muted);
  }
  .lifted > p + p {
    margin-block-start: 0.25em;
  }
  .lifted:not(.card) {
    padding: 0.875em 1.125em;
    border-radius: min(1em, var(--_radius));
    background: color-mix(in srgb, var(--_success) 9%, transparent);
  }
  .lifted b {
    color: var(--_success);
  }
  .cited {
    margin-block: 0.25em 0.5em;
    padding: 0.75em 1em;
    border-inline-start: 3px solid var(--_notice);
    border-start-end-radius: min(1em, var(--_radius));
    border-end-end-radius: min(1em, var(--_radius));
    background: color-mix(in srgb, var(--_notice) 7%, transparent);
  }
  .link {
    min-block-size: 1.75em;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_link);
    font-size: 0.9375em;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .tools,
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75em;
    margin-block-start: 0.875em;
  }
  .appeal,
  .form {
    padding: 1.125em 1.25em;
    border-radius: min(1em, var(--_radius));
    background: var(--_subtle);
    border: 1px solid var(--_border);
  }
  .reference {
    font-family: ui-monospace, Menlo, Consolas, monospace;
    font-size: 0.9375em;
    letter-spacing: 0.04em;
    white-space: nowrap;
  }
  [tabindex='-1']:focus {
    outline: none;
  }
  .form {
    display: grid;
    gap: 1.25em;
  }
  .form > h3 {
    font-size: 1.125em;
  }
  .field {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .field > label,
  .label {
    display: block;
  }
  legend {
    padding: 0;
    margin-block-end: 0.5em;
  }
  textarea {
    display: block;
    inline-size: 100%;
    min-block-size: 8em;
    margin-block-start: 0.5em;
    padding: 0.625em 0.75em;
    font: inherit;
    color: var(--_text);
    background: var(--_surface);
    border: 1.5px solid var(--_control);
    border-radius: min(1em, var(--_radius));
    resize: vertical;
    field-sizing: content;
    max-block-size: 24em;
  }
  textarea[aria-invalid] {
    border-color: var(--_danger);
  }
  .under {
    display: flex;
    justify-content: space-between;
    gap: 1em;
    margin-block-start: 0.25em;
  }
  .under > :last-child {
    margin-inline-start: auto;
    white-space: nowrap;
  }
  .drop + .bad:not(:empty) {
    margin-block-start: 0.5em;
    font-size: 0.9375em;
  }
  .under .bad,
  .form > .bad {
    font-size: 0.9375em;
  }
  .form > .bad:empty {
    display: none;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 2.5em;
    padding: 0.3em 0.9em;
    font-size: 0.9375em;
    background: var(--_surface);
    border: 1.5px solid var(--_control);
    border-radius: 9em;
    cursor: pointer;
  }
  .chip input {
    inline-size: 1.1em;
    block-size: 1.1em;
    margin: 0;
    accent-color: var(--_accent);
  }
  .chip:has(:checked) {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 9%, var(--_surface));
  }
  .chip:has(:focus-visible),
  .pick:has(:focus-visible) {
    outline: 2px solid var(--assent-focus, var(--_accent));
    outline-offset: 2px;
  }
  .chip :focus-visible {
    outline: none;
  }
  .drop {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.5em 1em;
    margin-block-start: 0.5em;
    padding: 1.25em;
    text-align: center;
    background: var(--_surface);
    border: 1.5px dashed var(--_control);
    border-radius: min(1em, var(--_radius));
  }
  .drop[data-over] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 9%, var(--_surface));
  }
  .pick {
    position: relative;
    display: inline-flex;
    align-items: center;
    cursor: pointer;
  }
  .files {
    list-style: none;
    margin-block-start: 0.75em;
  }
  .files li {
    display: flex;
    align-items: baseline;
    gap: 0.25em 1em;
    padding-block: 0.4em;
    border-block-start: 1px solid var(--_border);
    font-size: 0.9375em;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .remove {
    align-self: center;
    padding: 0.5em;
    line-height: 0;
    border: 0;
    border-radius: 50%;
    color: inherit;
    background: none;
  }
  .remove:hover {
    background: var(--_border);
  }
  .row {
    justify-content: end;
    margin: 0;
  }
  .none {
    padding: 2em;
    text-align: center;
    color: var(--_muted);
  }
  @container (inline-size < 34em) {
    .card {
      gap: 1.125em;
      padding: 1.125em;
    }
    .appeal,
    .form {
      margin-inline: -0.375em;
      padding: 1em;
    }
    .row .button,
    .tools .button {
      flex: 1 1 40%;
    }
    .extent {
      grid-template-columns: 1fr;
    }
    .extent > div {
      display: flex;
      justify-content: space-between;
      align-items: baseline;
      gap: 1em;
    }
    dt {
      flex: none;
    }
    dd {
      text-align: end;
    }
    .files li {
      flex-wrap: wrap;
    }
  }
  @media (forced-colors: active) {
    .chip:has(:checked) {
      border-color: Highlight;
    }
  }
`;
