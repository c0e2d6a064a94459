/**
 * Makes an element. Its content is text or other elements, never markup: what the page shows was
 * sent by anybody.
 *
 * @param {string} name
 * @param {Record<string, string | boolean | undefined>} [attributes]
 * @param {...(string | Node | undefined | false)} content
 */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== undefined && value !== false) {
      made.setAttribute(key, value);
    }
  }
  made.append(...content.filter((each) => each !== undefined && each !== false));
  return made;
}

/** A list of names and values. */
export function facts(entries) {
  return element(
    'dl',
    {},
    ...entries.flatMap(([name, ...values]) => [
      element('dt', {}, name),
      ...values.map((value) => element('dd', {}, value)),
    ]),
  );
}

/** The verdict, in its color. */
export function badge(verdict) {
  return element('span', { class: `badge ${verdict}` }, verdict);
}

/** Shows the characters that could turn text around or hide it. */
export function visible(text) {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
