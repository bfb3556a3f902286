// Elements without HTML strings.

/** Makes an element with attributes (listeners as `onclick`), and children that are elements or text. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== undefined && child !== false));
  return element;
}

/** An instant as people of the page's language write it. */
export function time(instant) {
  const date = new Date(instant);
  return date.toLocaleString(document.documentElement.lang, {dateStyle: 'medium', timeStyle: 'medium'});
}
