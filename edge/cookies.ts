import { repeatsOf } from './items.js';

/** The token's cookies: a browser may send several (another path, a parent domain), of which four are tried. */
export function tokenCookies(cookies: Items): Item[] {
  var items = IS_COOKIE_NAME_INHERITED ? ownItems(cookies) : cookies;
  return (
    COOKIE_NAME === COOKIE_NAME_LOWER
      ? repeatsOf(items[COOKIE_NAME])
      : repeatsOf(items[COOKIE_NAME]).concat(repeatsOf(items[COOKIE_NAME_LOWER]))
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
    value = value.slice(1, -1).replace(/\\([0-3][0-7][0-7]|[\s\S])/g, unescaped);
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

function unescaped(_match: string, code: string): string {
  return code[1] ? String.fromCharCode(parseInt(code, 8)) : code;
}
