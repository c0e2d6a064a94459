import { type ParsedTokens, parseToken } from './token.js';

/**
 * Reads the token's cookies (SPEC 4): the tokens among their candidates, or the reason why there
 * is none. The limits bound what a hostile request costs.
 */
export function readCookies(
  cookies: Items | undefined,
  now: number,
): ParsedTokens | 'missing' | 'malformed' | 'expired' {
  // Every object has a property such as "toString".
  if (IS_COOKIE_NAME_INHERITED && !{}.hasOwnProperty.call(cookies || {}, COOKIE_NAME)) {
    return 'missing';
  }
  var cookie = cookies && cookies[COOKIE_NAME];
  if (!cookie) {
    return 'missing';
  }
  var entries = cookie.multiValue || [cookie];
  var tokens: ParsedTokens = [];
  var characters = 4096;
  var backslashes = 32;
  for (var i = 0; i < 4 && entries[i] && !tokens[3]; i++) {
    var text = entries[i].value;
    var left = characters - text.length;
    if (left < 0) {
      continue;
    }
    characters = left;
    // No token ends in a quotation mark, so a quoted value needs no parsing as it is.
    if (text[0] === '"' && text.slice(-1) === '"') {
      var parts = text.slice(1, -1).split('\\', backslashes + 2);
      left = backslashes - parts.length + 1;
      if (left < 0) {
        continue;
      }
      backslashes = left;
      // Undoes the quoting of Python's http.cookies.
      for (var j = 1; j < parts.length; j++) {
        var part = parts[j];
        if (/^[0-3][0-7]{2}/.test(part)) {
          parts[j] = String.fromCharCode(parseInt(part.slice(0, 3), 8)) + part.slice(3);
        } else if (!part) {
          // An empty part means two backslashes in a row: an escaped backslash. The next part is
          // plain.
          parts[j++] = '\\';
        }
      }
      text = parts.join('');
    }
    // A token has at most 1,106 octets, so no text of 3,600 octets stands for one, however it is
    // percent-encoded. Text beyond ASCII is slow on njs.
    if (!BYTE_STRINGS && text[900] && Buffer.from(text).length > 3600) {
      continue;
    }
    parseToken(text, now, tokens);
    if (text.indexOf('%') >= 0) {
      // Measured on njs 0.8.9: a decode that throws costs 2,600 instructions; a test of every
      // sequence before it costs 27,000.
      try {
        parseToken(decodeURIComponent(text), now, tokens);
      } catch (e) {}
    }
  }
  return tokens[0] ? tokens : tokens.isExpired ? 'expired' : 'malformed';
}
