import {css} from 'lit';

/** Contents and search: beside the text where there is room, over it where there is not. */
export const toolsStyle = css`
  .aside:has(.contents) {
    grid-area: 2 / 1;
    inline-size: 17em;
    min-block-size: 0;
  }
  .aside:has(.find) {
    grid-area: 1 / 1 / 2 / 3;
    z-index: 1;
  }
  .contents {
    position: sticky;
    inset-block-start: 0;
    block-size: 100%;
    max-block-size: 100dvh;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    /* Its words in line with the text. */
    padding: 0.75em calc(var(--_edge) - 0.7em);
    background: var(--_surface);
    border-inline-end: 1px solid var(--_border);
  }
  .contents ol {
    list-style: none;
    padding: 0;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 120em;
  }
  .contents li {
    margin: 0;
    padding: 0;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 2em;
  }
  .entry {
    display: flex;
    gap: 0.75em;
    inline-size: 100%;
    padding: 0.4em 0.75em;
    border: 0;
    border-radius: var(--_radius);
    text-align: start;
    line-height: 1.4;
    color: var(--_text);
    background: none;
    font-size: 0.9375em;
  }
  .entry:focus-visible {
    outline-offset: -2px;
  }
  .entry span:first-child:empty {
    display: none;
  }
  .entry span:first-child {
    flex: none;
    min-inline-size: 1.5em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .entry.l1 {
    font-weight: 600;
  }
  .entry.l2 {
    padding-inline-start: 2em;
  }
  .entry.l3 {
    padding-inline-start: 3.25em;
  }
  .entry:hover {
    background: var(--_subtle);
  }
  .entry[aria-current] {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
    box-shadow: inset 3px 0 var(--_accent);
  }
  .entry[aria-current]:dir(rtl) {
    box-shadow: inset -3px 0 var(--_accent);
  }
  .more {
    display: flex;
    gap: 1.25em;
    margin: 0.75em 0.7em;
    padding-block-start: 0.75em;
    border-block-start: 1px solid var(--_border);
  }
  .cite {
    flex-wrap: wrap;
    gap: 0 1.25em;
    margin-block-end: 0;
    align-items: baseline;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .link {
    padding: 0.25em 0;
    border: 0;
    background: none;
    color: var(--_link);
    font-size: 0.9375em;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .find {
    display: flex;
    align-items: center;
    gap: 0.25em;
    padding: 0.5em var(--_edge);
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .find input {
    flex: 1;
    min-inline-size: 5em;
    block-size: 2.25em;
    padding: 0 0.75em;
    color: inherit;
    background: var(--_subtle);
    border: 1.5px solid var(--_control);
    border-radius: var(--_radius);
    cursor: text;
  }
  ::-webkit-search-cancel-button {
    display: none;
  }
  .find input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .count {
    margin-inline: 0.5em;
    font-size: 0.875em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .tool:disabled {
    opacity: 0.4;
    cursor: default;
  }
  @media (pointer: coarse) {
    .entry {
      padding-block: 0.7em;
    }
  }
  @container (inline-size < 52em) {
    .aside:has(.contents) {
      grid-area: 2 / 1 / 3 / 3;
      inline-size: auto;
      z-index: 1;
    }
    .contents {
      border: 0;
    }
    /* What is covered takes no focus. */
    .under {
      visibility: hidden;
    }
  }
  /* There a shadow is not drawn, and no ground of ours. */
  @media (forced-colors: active) {
    .entry[aria-current] {
      border-inline-start: 4px solid Highlight;
    }
  }
  ::highlight(assent-found) {
    background: light-dark(#ffe69c, #6b5310);
  }
  ::highlight(assent-current) {
    background: light-dark(#ff9632, #ffb25c);
    color: #000;
  }
`;
