import {css} from 'lit';

/** The blocks of a large text. */
export const largeTextStyle = css`
  /* 24 pieces of the height that one is given before it is built; the same edges, so that nothing is cut off. */
  .block {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 1680em;
    margin-inline: -0.75em;
    padding-inline: 0.75em;
  }
  .block.laid-out {
    content-visibility: visible;
  }
  /* Kept while a piece is laid out: a change of it would count every list and quote of the page anew. */
  .block,
  .chunk {
    contain: style;
  }
  /* One paragraph in several rows: no gap between them. */
  .goes-on {
    padding-block-start: 0;
  }
  .continues {
    padding-block-end: 0;
  }
`;
