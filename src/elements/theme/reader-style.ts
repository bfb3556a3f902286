import {css} from 'lit';

/** The reader: one column of a good measure, numbers hanging beside it. */
export const readerStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    position: relative;
    container-type: inline-size;
    background: var(--_surface);
  }
  .progress {
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
  .progress::-webkit-progress-bar {
    background: none;
  }
  .progress::-webkit-progress-value {
    background: currentColor;
  }
  .progress::-moz-progress-bar {
    background: currentColor;
  }
  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_control) transparent;
    padding: var(--assent-reader-padding, 1.25em 1.75em 2em);
  }
  /* It has the focus as soon as a dialog opens: seen, but not shouting. */
  .scroll:focus-visible {
    outline-color: color-mix(in srgb, var(--_focus) 55%, transparent);
    outline-offset: -2px;
  }
  .column {
    max-inline-size: calc(var(--_measure) + var(--_gutter));
    margin-inline: auto;
    line-height: var(--assent-line-height, 1.6);
    text-wrap: pretty;
    --_gutter: 0em;
  }
  .column:lang(zh),
  .column:lang(ja),
  .column:lang(ko) {
    line-height: var(--assent-line-height, 1.8);
    text-autospace: normal;
  }
  .column:lang(zh),
  .column:lang(ja) {
    --_measure: var(--assent-measure, 40em);
  }
  .narrow {
    --_gutter: 3.1em;
  }
  .wide {
    --_gutter: 4.4em;
  }
  /* Pieces are clipped where they are not drawn yet; key clauses reach a little beyond the text. */
  .chunk {
    margin-inline: -0.75em;
    padding-inline: 0.75em;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 70em;
  }
  .laid-out {
    content-visibility: visible;
  }
  .title {
    font-size: 1.5em;
    line-height: 1.25;
    letter-spacing: -0.012em;
    font-weight: 650;
    padding-block-end: 0.75em;
  }
  .title:lang(zh),
  .title:lang(ja),
  .title:lang(ko) {
    letter-spacing: 0;
  }
  .row {
    --_in: 0em;
    display: grid;
    grid-template-columns: var(--_gutter) minmax(0, 1fr);
    align-items: baseline;
    position: relative;
    padding-block: 0.45em;
    scroll-margin-block: 0.75em;
  }
  .words {
    grid-column: 2;
    min-inline-size: 0;
  }
  .words > * + *,
  li > * + *,
  blockquote > * + * {
    margin-block-start: 0.75em;
  }
  .number {
    font-variant-numeric: tabular-nums;
    color: var(--_muted);
    white-space: nowrap;
    padding-inline-end: 0.75em;
  }
  .none .text > .number,
  .d1 > .number,
  .d2 > .number,
  .d3 > .number,
  .d4 > .number {
    min-inline-size: 2.25em;
  }
  /* Rows that are set in hang their numbers at the edge of the text around them. */
  .d1,
  .d2,
  .d3,
  .d4 {
    grid-template-columns: 2.25em minmax(0, 1fr);
    padding-inline-start: calc(var(--_gutter) + var(--_in));
  }
  .d2 {
    --_in: 1.75em;
  }
  .d3 {
    --_in: 3.5em;
  }
  .d4 {
    --_in: 5.25em;
  }
  .none .d0:has(> .number) {
    display: flex;
    flex-wrap: wrap;
  }
  .none .d0 > .words {
    flex: 1;
  }
  .none .d0 > .number {
    min-inline-size: 0;
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
  .heading .number {
    color: inherit;
  }
  .none .d0 > .heading {
    display: flex;
  }
  .head {
    padding-block: 1.5em 0.3em;
  }
  .l1 > .heading {
    font-size: 1.125em;
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
    flex-basis: 100%;
    font-size: 0.8125em;
    font-weight: 650;
    line-height: 1.5;
    color: var(--_notice);
  }
  .explain {
    font-size: 0.9375em;
  }
  summary {
    cursor: pointer;
    color: var(--_link);
    inline-size: fit-content;
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
    font-variant-numeric: tabular-nums;
  }
  strong,
  b,
  th {
    font-weight: 650;
  }
  blockquote {
    margin: 0;
    padding-inline-start: 1em;
    border-inline-start: 2px solid var(--_border);
  }
  code {
    font: 0.9em / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    background: var(--_subtle);
    border-radius: 0.3em;
    padding: 0.1em 0.3em;
  }
  pre,
  .table {
    overflow: auto;
    margin: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-control);
  }
  pre {
    padding: 0.75em 1em;
    background: var(--_subtle);
    overflow-wrap: normal;
  }
  pre code {
    padding: 0;
    background: none;
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
    overflow-wrap: break-word;
  }
  th {
    background: var(--_subtle);
  }
  tr + tr > *,
  tbody td {
    border-block-start: 1px solid var(--_border);
  }
  .right {
    text-align: end;
  }
  .center {
    text-align: center;
  }
  hr {
    border: 0;
    border-block-start: 1px solid var(--_border);
    margin-block: 0.5em;
  }
  .preamble {
    font-size: 0.8125em;
    color: var(--_muted);
    border-block-end: 1px solid var(--_border);
    padding-block-end: 0.75em;
    margin-block-end: 1.5em;
  }
  .preamble .row {
    display: block;
    padding: 0.15em 0;
  }
  .found::before {
    animation: found 2s ease-out;
  }
  @keyframes found {
    from {
      background: color-mix(in srgb, var(--_accent) 22%, transparent);
    }
  }
  @container (inline-size < 36em) {
    .scroll {
      padding: var(--assent-reader-padding, 1em 1.125em 1.5em);
    }
    .narrow {
      --_gutter: 2.6em;
    }
    .wide {
      --_gutter: 3.6em;
    }
    .text > .number {
      font-size: 0.875em;
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
  }
  @media (forced-colors: active) {
    .progress {
      forced-color-adjust: none;
      color: Highlight;
    }
  }
`;
