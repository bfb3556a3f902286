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
  /* One paragraph in several rows: no gap between them. */
  .goes-on {
    padding-block-start: 0;
  }
  .continues {
    padding-block-end: 0;
  }
`;
