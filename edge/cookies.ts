import { repeatsOf } from './items.js';

/** The token's cookies: a browser may send several (another path, a parent domain), of which four are tried. */
export function tokenCookies(cookies: Items): Item[] {
  if (IS_COOKIE_NAME_INHERITED) {
    cookies = ownItems(cookies);
  }
  return (
    COOKIE_NAME === COOKIE_NAME_LOWER
      ? repeatsOf(cookies[COOKIE_NAME])
      : repeatsOf(cookies[COOKIE_NAME]).concat(repeatsOf(cookies[COOKIE_NAME_LOWER]))
  ).slice(0, 4);
}

/** Without what every object inherits, for a cookie that is named "toString" or the like. */
function ownItems(items: Items): Items {
  var own = Object.create(null);
  Object.keys(items).forEach(function (name) {
    own[name] = items[name];
  });
  return own;
}

/** What one cookie value may mean, most literal first (SPEC 4). */
export function readings(value: string): string[] {
  var found = [value];
  if (value[0] === '"' && value.slice(-1) === '"') {
    value = unquoted(value.slice(1, -1));
    found.push(value);
  }
  if (value.indexOf('%') >= 0) {
    // Measured on njs 0.8.9: a decode that throws costs 2,600 instructions, a test of every sequence beforehand 27,000.
    try {
      found.push(decodeURIComponent(value));
    } catch (e) {}
  }
  return found;
}

/** Undoes Python's http.cookies. Without a global replace, which fails or never ends on njs 0.7 in text beyond ASCII. */
function unquoted(text: string): string {
  var parts = text.split('\\');
  text = parts[0];
  for (var i = 1; i < parts.length; i++) {
    var part = parts[i];
    // An empty part is an escaped backslash, and the next one stands as it is.
    text += /^[0-3][0-7]{2}/.test(part)
      ? String.fromCharCode(parseInt(part.slice(0, 3), 8)) + part.slice(3)
      : part || '\\' + (parts[++i] || '');
  }
  return text;
}
