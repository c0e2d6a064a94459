import { allEntries } from './items.js';

/**
 * The token's cookies. A browser may send several of one name, set for another path or a parent
 * domain; the first four are tried (SPEC 4).
 */
export function tokenCookies(cookies: Items): Item[] {
  if (IS_COOKIE_NAME_INHERITED) {
    cookies = copyOwnItems(cookies);
  }
  return (
    COOKIE_NAME === COOKIE_NAME_LOWER
      ? allEntries(cookies[COOKIE_NAME])
      : allEntries(cookies[COOKIE_NAME]).concat(allEntries(cookies[COOKIE_NAME_LOWER]))
  ).slice(0, 4);
}

/** A copy without inherited properties, for a cookie named "toString" or the like (SPEC 4). */
function copyOwnItems(items: Items): Items {
  var own = Object.create(null);
  Object.keys(items).forEach(function (name) {
    own[name] = items[name];
  });
  return own;
}

/** The candidates of one cookie value, most literal first (SPEC 4). */
export function candidates(value: string): string[] {
  var found = [value];
  if (value[0] === '"' && value.slice(-1) === '"') {
    value = unquote(value.slice(1, -1));
    found.push(value);
  }
  if (value.indexOf('%') >= 0) {
    // Measured on njs 0.8.9: a decode that throws costs 2,600 instructions; a test of every
    // sequence before it costs 27,000.
    try {
      found.push(decodeURIComponent(value));
    } catch (e) {}
  }
  return found;
}

/**
 * Undoes the quoting of Python's http.cookies. No global replace: on njs 0.7 it fails or never ends
 * in text beyond ASCII, and it is quadratic on every engine.
 */
function unquote(text: string): string {
  var parts = text.split('\\');
  // A token has at most 1,106 characters and every escape stands for at least one, so text with
  // more escapes is no token and need not be finished.
  for (var i = 1; i < parts.length && i < 1108; i++) {
    var part = parts[i];
    if (/^[0-3][0-7]{2}/.test(part)) {
      parts[i] = String.fromCharCode(parseInt(part.slice(0, 3), 8)) + part.slice(3);
    } else if (!part) {
      // An empty part means two backslashes in a row: an escaped backslash. The next part is plain.
      parts[i++] = '\\';
    }
  }
  return parts.join('');
}
