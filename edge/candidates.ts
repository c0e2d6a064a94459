import { type ParsedTokens, parseToken } from './token.js';
import { countOctets } from './values.js';

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
  var read = '';
  var backslashes = 32;
  for (var i = 0; i < 4 && entries[i] && !tokens[3]; i++) {
    var text = entries[i].value;
    // A character has at most four octets, so only long values are counted.
    var all = read + text;
    if (all[1024] && countOctets(all) > 4096) {
      continue;
    }
    read = all;
    // No token ends in a quotation mark, so a quoted value needs no parsing as it is.
    if (text[0] === '"' && text.slice(-1) === '"') {
      var parts = text.slice(1, -1).split('\\', backslashes + 2);
      var left = backslashes - parts.length + 1;
      if (left < 0) {
        continue;
      }
      backslashes = left;
      // Undoes the quoting of Python's http.cookies.
      for (var j = 1; j < parts.length; j++) {
        var part = parts[j];
        // Behind a "1", three octal digits make a number of four. A regular expression for each of
        // the escapes would cost 3,000 instructions.
        var octal = parseInt('1' + part.slice(0, 3), 8);
        if (octal >> 8 === 2) {
          parts[j] = String.fromCharCode(octal & 255) + part.slice(3);
        } else if (!part) {
          // An empty part means two backslashes in a row: an escaped backslash. The next part is
          // plain.
          parts[j++] = '\\';
        }
      }
      text = parts.join('');
    }
    parseToken(text, now, tokens);
    // No text of fewer than 68 characters is a token, and decoding makes none longer.
    if (text[67] && text.search(/%/) >= 0) {
      // Measured on njs 0.8.9: a decode that throws costs 2,600 instructions; a test of every
      // sequence before it costs 27,000.
      try {
        parseToken(decodeURIComponent(text), now, tokens);
      } catch (e) {}
    }
  }
  return tokens[0] ? tokens : tokens.isExpired ? 'expired' : 'malformed';
}
