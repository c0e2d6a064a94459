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

/** Undoes Python's http.cookies. A global replace would fail or never end on njs 0.7 in text beyond ASCII, and be quadratic on any. */
function unquoted(text: string): string {
  var parts = text.split('\\');
  // A token has 1,106 characters at most, and no escape stands for less than one: what has more is none, however it goes on.
  for (var i = 1; i < parts.length && i < 1108; i++) {
    var part = parts[i];
    if (/^[0-3][0-7]{2}/.test(part)) {
      parts[i] = String.fromCharCode(parseInt(part.slice(0, 3), 8)) + part.slice(3);
    } else if (!part) {
      // Two in a row are one that stands for itself, and so does what follows it.
      parts[i++] = '\\';
    }
  }
  return parts.join('');
}
