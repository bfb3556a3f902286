import {css} from 'lit';

/** A window in the middle of the page, or a sheet from the bottom where the layer is narrow. */
export const windowStyle = css`
  dialog.root {
    position: fixed;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    display: none;
    place-items: center;
    overflow: hidden;
    overscroll-behavior: contain;
    container-type: size;
  }
  dialog[open].root {
    display: grid;
  }
  ::backdrop {
    background: var(--assent-backdrop, rgb(12 14 18 / 0.48));
    animation: 0.18s rise;
  }
  .panel {
    --_side: 1.75em;
    --_pad: min(1.125em, 3.5cqmin);
    --_measure: 100%;
    display: flex;
    flex-direction: column;
    inline-size: min(100% - 3em, var(--assent-dialog-width, 44em));
    max-block-size: min(92%, var(--assent-dialog-height, 54em));
    overflow: hidden auto;
    background: var(--_surface);
    border-radius: var(--assent-radius, 0.875em);
    box-shadow: var(
      --assent-shadow,
      0 0 0 1px var(--_border),
      0 1.5em 4em -0.5em rgb(10 12 16 / 0.35)
    );
    animation: 0.25s cubic-bezier(0.2, 0.8, 0.2, 1) rise;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 1em;
    }
  }
  .tall {
    block-size: 100%;
  }
  header,
  footer {
    flex: none;
    position: relative;
    padding: var(--_pad) var(--_side);
    border: 0 solid var(--_border);
  }
  header {
    border-block-end-width: 1px;
  }
  h2 {
    font-size: 1.25em;
  }
  .close {
    float: inline-end;
    margin: -0.5em;
    margin-inline-start: 1em;
    padding: 0.75em;
    line-height: 0;
    border: 0;
    border-radius: 50%;
    color: inherit;
    background: none;
  }
  .failed > .close {
    align-self: end;
    margin: 0.5em;
  }
  .close:hover {
    background: var(--_subtle);
  }
  assent-terms {
    flex: auto;
    min-block-size: clamp(7.5em, 30cqb, 14em);
  }
  @container (inline-size < 40em) {
    .panel {
      --_side: 1.125em;
      place-self: end stretch;
      inline-size: 100%;
      max-block-size: min(97%, 100% - env(safe-area-inset-top));
      padding-block-end: env(safe-area-inset-bottom);
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
  @media (forced-colors: active) {
    .panel {
      border: 1px solid;
    }
  }
`;
