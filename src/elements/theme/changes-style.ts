import {css} from 'lit';

/** What changed: told by words, by lines and by colour, in this order. */
export const changesStyle = css`
  /* Two bars and some lines: a window that has less room scrolls as a whole. */
  :host {
    min-block-size: 9.25em !important;
  }
  @container (inline-size < 16em) {
    :host {
      min-block-size: 14em !important;
    }
  }
  .root:has(.since) {
    grid-template-rows: auto auto minmax(0, 1fr);
  }
  .root:has(.since) .scroll,
  .root:has(.since) .aside:has(.contents) {
    grid-row: 3;
  }
  .since {
    grid-area: 2 / 1 / 3 / 3;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em;
    padding: 0.5em var(--_edge);
    border-block-end: 1px solid var(--_border);
    font-size: 0.875em;
    color: var(--_muted);
  }
  .since:empty {
    display: none;
  }
  .sides {
    display: flex;
    flex-wrap: wrap;
    margin-inline-end: auto;
    border: 1.5px solid var(--_control);
    border-radius: var(--_radius);
    overflow: hidden;
  }
  .sides button {
    min-block-size: 2.25em;
    padding: 0.25em 0.875em;
    border: 0;
    color: var(--_text);
    background: none;
  }
  .sides button:focus-visible {
    outline-offset: -4px;
    outline-color: currentColor;
  }
  .sides [aria-pressed='true'] {
    font-weight: 650;
    color: var(--_surface);
    background: var(--_text);
  }
  .since .count {
    margin-inline: 0.5em 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .since .tool {
    font-size: inherit;
    padding-inline: 0.75em;
  }
  .again,
  .changed button {
    padding: 0.25em 0;
    border: 0;
    background: none;
    text-align: start;
    color: var(--_link);
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .changed {
    margin-block-end: 1.5em;
    padding: 1em 1.25em;
    background: var(--_subtle);
    border: 1px solid var(--_border);
    border-radius: min(1em, var(--_radius));
    font-size: 0.9375em;
  }
  .changed-title span {
    white-space: nowrap;
  }
  .changed-title {
    font-weight: 650;
    margin-block-end: 0.375em;
  }
  .changed ul {
    list-style: none;
    padding: 0;
  }
  .changed li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: baseline;
    gap: 0 1em;
    margin: 0;
    padding: 0;
  }
  .changed li button {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .changed li .tags {
    padding: 0;
  }
  .changed summary {
    padding-block: 0.25em;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .badge .tag {
    margin: 0;
    padding: 0 0.5em;
    border: 1px solid currentColor;
    border-radius: 0.375em;
    font-size: 0.9375em;
    line-height: 1.5;
    color: var(--_muted);
  }
  .badge .added {
    color: var(--_success);
  }
  .badge .removed {
    color: var(--_danger);
    border-style: dashed;
  }
  .badge .reworded {
    color: var(--_link);
  }
  ins,
  del {
    text-decoration-thickness: 1.5px;
    text-underline-offset: 0.2em;
    border-radius: 0.15em;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  ins {
    text-decoration-line: underline;
    text-decoration-color: var(--_success);
    background: color-mix(in srgb, var(--_success) 14%, transparent);
  }
  del {
    text-decoration-line: line-through;
    color: var(--_muted);
    background: color-mix(in srgb, var(--_danger) 10%, transparent);
  }
  .words > :is(ins, del) {
    display: block;
    padding-inline: 0.25em;
  }
  .left > .heading {
    font-weight: 400;
    font-size: 1em;
    color: var(--_muted);
  }
  .marked .preamble {
    display: none;
  }
  .before-title {
    font-size: 0.8125em;
    color: var(--_muted);
  }
  .before-title .row {
    display: block;
    padding: 0.15em 0;
  }
  .what:has(.before-title) {
    border-block-end: 1px solid var(--_border);
    margin-block-end: 1.5em;
    padding-block-end: 0.75em;
  }
  @container (inline-size < 36em) {
    .since {
      --_edge: 1.125em;
    }
    .changed {
      padding: 0.75em 0.875em;
    }
  }
  @container (inline-size < 22em) {
    .since {
      --_edge: 0.75em;
      gap: 0;
    }
    .sides button {
      padding-inline: 0.375em;
    }
    .since .tool {
      padding-inline: 0.5em;
    }
    .since .count {
      margin-inline: 0;
    }
  }
  @media (forced-colors: active) {
    .sides [aria-pressed='true'] {
      forced-color-adjust: none;
      color: HighlightText;
      background: Highlight;
    }
  }
`;
