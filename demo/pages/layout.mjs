// The frame of every page, and the template that they are written in.

const ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

class Markup {
  constructor(text) {
    this.text = text;
  }
}

/** A template whose values are text, unless they are markup (or lists of it) themselves. */
export function html(strings, ...values) {
  return new Markup(String.raw({raw: strings}, ...values.map(written)));
}

/** Markup that was written by hand. */
export function raw(text) {
  return new Markup(text);
}

function written(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(written).join('');
  return value === undefined || value === null || value === false ? '' : String(value).replace(/[&<>"']/g, character => ESCAPES[character]);
}

/** A whole page in some styles of `public/`. `head` is where a page's scripts go; none is inline. */
export function page({lang, title, description, styles, head = '', body}) {
  return html`<!doctype html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <meta name="description" content="${description}">
  <link rel="icon" href="/public/assent.svg" type="image/svg+xml">
  ${['base', ...styles].map(name => html`<link rel="stylesheet" href="/public/${name}.css">`)}
  ${head}
</head>
<body>
${body}
</body>
</html>
`.text;
}

/** All that a page of Halcyon Relay knows of Assent. */
export function scriptTag({lang, integrity, site, endpoint = '/assent/'}) {
  return html`<script async src="/assent.js" integrity="${integrity}"
    data-endpoint="${endpoint}" data-site="${site}" data-documents="terms-of-service" data-locale="${lang}"></script>`;
}

const LANGUAGES = [['en', 'English'], ['zh-CN', '中文']];

/** Links to the same page in each language. */
export function languages(lang, label) {
  return html`<nav class="languages" aria-label="${label}">${LANGUAGES.map(
    ([tag, name]) => html`<a href="?lang=${tag}" lang="${tag}" hreflang="${tag}"${raw(tag === lang ? ' aria-current="true"' : '')}>${name}</a>`,
  )}</nav>`;
}
