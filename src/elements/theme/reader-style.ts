import {css} from 'lit';

/** The reader: one column of a good measure, numbers hanging beside it. */
export const readerStyle = css`
  :host {
    display: flex;
    min-block-size: 0;
    min-inline-size: min(24em, 100%);
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    --_edge: 1.75em;
    flex: 1;
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, auto) minmax(0, 1fr);
    min-inline-size: 0;
    min-block-size: 0;
    position: relative;
    container-type: inline-size;
    background: var(--_surface);
  }
  progress {
    appearance: none;
    position: absolute;
    z-index: 1;
    inset: 0 0 auto;
    inline-size: 100%;
    block-size: 2px;
    border: 0;
    color: var(--_accent);
    background: none;
  }
  ::-webkit-progress-bar {
    background: none;
  }
  ::-webkit-progress-value {
    background: currentColor;
  }
  ::-moz-progress-bar {
    background: currentColor;
  }
  .bar {
    grid-area: 1 / 1 / 2 / 3;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    padding: 0.25em calc(var(--_edge) - 0.5em);
    border-block-end: 1px solid var(--_border);
  }
  .tool {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 2.5em;
    padding: 0.25em 0.5em;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    font-size: 0.875em;
  }
  .tool:enabled:hover {
    color: var(--_text);
  }
  .scroll {
    grid-area: 2 / 2;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_control) transparent;
    padding: var(--assent-reader-padding, 1.25em var(--_edge) 2em);
  }
  /* It has the focus as soon as a dialog opens: a line above and one below are seen, and do not shout. */
  .scroll:focus-visible {
    clip-path: inset(0 2px);
    outline-offset: -2px;
  }
  .column {
    --_gutter: auto;
    --_hang: 0em;
    max-inline-size: calc(var(--assent-measure, var(--_measure, 68ch)) + var(--_hang));
    margin-inline: auto;
    line-height: var(--assent-line-height, 1.6);
    text-wrap: pretty;
  }
  .column:is(:lang(zh), :lang(ja), :lang(ko)) {
    line-height: var(--assent-line-height, 1.8);
  }
  .narrow,
  .wide {
    --_hang: 3.1em;
    --_gutter: var(--_hang);
  }
  .wide {
    --_hang: 4.4em;
  }
  /* What is not in view is not laid out. Key clauses reach a little beyond the text, inside of what is clipped. */
  .chunk {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 70em;
    isolation: isolate;
    margin-inline: -0.75em;
    padding-inline: 0.75em;
  }
  .laid-out {
    content-visibility: visible;
  }
  .title {
    font-size: 1.5em;
    font-weight: 650;
    line-height: 1.25;
    padding-block-end: 0.75em;
  }
  .row {
    display: grid;
    grid-template-columns: var(--_gutter) minmax(0, 1fr);
    align-items: baseline;
    position: relative;
    padding-block: 0.45em;
    scroll-margin-block: 0.75em;
  }
  .words {
    grid-column: 2;
  }
  .words > * + *,
  li > * + *,
  blockquote > * + * {
    margin-block-start: 0.75em;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    padding-inline-end: 0.75em;
  }
  .text > .number {
    font-size: 0.875em;
    color: var(--_muted);
  }
  /* Rows that are set in hang their numbers at the edge of the text around them. */
  .in {
    grid-template-columns: 2.25em minmax(0, 1fr);
    padding-inline-start: calc(var(--_hang) + var(--_in, 0em));
  }
  .d2 {
    --_in: 1em;
  }
  .d3 {
    --_in: 2em;
  }
  .d4 {
    --_in: 3em;
  }
  .heading {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: subgrid;
    font-weight: 650;
    line-height: 1.35;
    text-wrap: balance;
  }
  .heading > :last-child {
    grid-column: 2;
  }
  .head {
    padding-block: 1.5em 0.3em;
  }
  .l1 > .heading {
    font-size: 1.1875em;
  }
  .l2 > .heading {
    font-size: 1.0625em;
  }
  .chunk:first-child > .head:first-child {
    padding-block-start: 0;
  }
  .row::before {
    content: '';
    position: absolute;
    z-index: -1;
    inset: 0 -0.75em;
  }
  .key::before {
    border-inline-start: 3px solid var(--_notice);
    background: color-mix(in srgb, var(--_notice) 7%, transparent);
  }
  .badge {
    grid-column: 2;
    font-size: 0.875em;
    padding-block-end: 0.25em;
  }
  p.badge,
  .badge span {
    font-weight: 650;
    color: var(--_notice);
    margin-inline-end: 0.5em;
  }
  summary {
    cursor: pointer;
    inline-size: fit-content;
    padding-block: 0.1em;
  }
  a,
  summary {
    color: var(--_link);
    text-underline-offset: 0.15em;
  }
  ul,
  ol {
    margin: 0;
    padding-inline-start: 1.4em;
  }
  li {
    padding-inline-start: 0.2em;
    margin-block: 0.35em;
  }
  li::marker {
    color: var(--_muted);
  }
  th {
    font-weight: 650;
  }
  blockquote {
    margin: 0;
    padding-inline-start: 1em;
    border-inline-start: 2px solid var(--_border);
  }
  code {
    font: 0.9em / 1.5 ui-monospace, Menlo, Consolas, monospace;
  }
  pre,
  .table {
    overflow: auto;
    margin: 0;
    border: 1px solid var(--_border);
    border-radius: min(1em, var(--_radius));
  }
  pre {
    padding: 0.75em 1em;
  }
  pre,
  th {
    background: var(--_subtle);
  }
  table {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: 0.9375em;
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.5em 0.75em;
    text-align: start;
    vertical-align: top;
    min-inline-size: 7em;
  }
  td {
    border-block-start: 1px solid var(--_border);
  }
  .right {
    text-align: end;
  }
  .center {
    text-align: center;
  }
  hr,
  .preamble {
    border: 0 solid var(--_border);
    border-block-end-width: 1px;
    margin: 0.5em 0;
  }
  .preamble {
    font-size: 0.8125em;
    color: var(--_muted);
    padding-block-end: 0.75em;
    margin: 0 0 1.5em;
  }
  .preamble .row {
    display: block;
    padding: 0.15em 0;
  }
  .found::before {
    animation: 2s found;
  }
  @keyframes found {
    from {
      background: color-mix(in srgb, var(--_accent) 22%, transparent);
    }
  }
  @container (inline-size < 36em) {
    .bar,
    .aside,
    .scroll {
      --_edge: 1.125em;
    }
    .narrow {
      --_hang: 2.6em;
    }
    .wide {
      --_hang: 3.6em;
    }
    /* Words before the first clause hang on no number: a phone has better use for the room. */
    .intro > .words {
      grid-column: 1 / -1;
    }
  }
  @media (forced-colors: active) {
    progress {
      forced-color-adjust: none;
      color: Highlight;
    }
  }
`;
