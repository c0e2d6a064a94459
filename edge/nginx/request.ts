import { getValue } from '../values.js';

/** Puts a cookie into the form of CloudFront's event (SPEC 4). */
export function readCookie(cookies: Items, name: string, header: string): void {
  var found = findCookies(header, name);
  if (found[0]) {
    var item = { value: found[0].value, multiValue: found };
    if (IS_COOKIE_NAME_INHERITED) {
      // An assignment to "__proto__" would set no property.
      Object.defineProperty(cookies, name, { value: item });
    } else {
      cookies[name] = item;
    }
  }
}

/**
 * The first four cookies of the name. The header is searched, not split, because it may have 32 kB.
 * The loops stand here, because nginx would make a function for the blanks for each request.
 */
function findCookies(header: string, name: string): Item[] {
  var found: Item[] = [];
  var end = 0;
  var blank: string | undefined;
  while (found.length < 4) {
    var at = header.indexOf(name, end);
    if (at < 0) {
      break;
    }
    end = at + name.length;
    while ((blank = header[end]) === ' ' || blank === '\t') {
      end++;
    }
    while ((blank = header[at - 1]) === ' ' || blank === '\t') {
      at--;
    }
    if (header[end] !== '=' || (at > 0 && blank !== ';')) {
      continue;
    }
    var start = end + 1;
    end = header.indexOf(';', start);
    if (end < 0) {
      end = header.length;
    }
    var stop = end;
    while ((blank = header[start]) === ' ' || blank === '\t') {
      start++;
    }
    while (stop > start && ((blank = header[stop - 1]) === ' ' || blank === '\t')) {
      stop--;
    }
    found.push({ value: header.slice(start, stop) });
  }
  return found;
}

/** The first header of each name, which is all that is read (SPEC 5.4), in lower case. */
export function readHeaders(r: NginxRequest): Items {
  var headers: Items = {};
  var list = r.rawHeadersIn;
  for (var i = 0; i < list.length; i++) {
    var name = list[i][0].toLowerCase();
    if (name !== 'cookie' && !headers[name]) {
      headers[name] = { value: list[i][1] };
    }
  }
  // The host of an absolute target takes precedence over the header (RFC 9112 section 3.2.2).
  var host = r.variables.host!;
  if (LOGIN_HOST && getValue(headers, 'host').toLowerCase().split(':')[0] !== host) {
    headers.host = { value: host };
  }
  return headers;
}
