import {css} from 'lit';

/** A line at the foot of the page, out of the way of what the person is doing. */
export const noticeStyle = css`
  .notice {
    position: fixed;
    z-index: 1000;
    inset-block-end: max(1em, env(safe-area-inset-bottom));
    inset-inline: 1em;
    inline-size: fit-content;
    max-inline-size: min(100% - 2em, 32em);
    margin-inline: auto;
    padding: 0.75em 1.25em;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: 0 0.5em 1.5em -0.25em rgb(10 12 16 / 0.25);
    text-wrap: balance;
  }
  .notice[data-empty] {
    padding: 0;
    border: 0;
  }
`;
