import { type Ask, type Draft, NAME } from './case.js';
import { redirects, returns as to } from './outcomes.js';

/** The limit of the return path, of one octet each. */
export function lengths(): Draft[] {
  const long = (comment: string, ask: Partial<Ask>, next: string): Draft =>
    to(comment, { flags: ['Length'], ...ask }, next);
  const a = (count: number): string => 'a'.repeat(count);
  return [
    long('a path of 2,048 octets', { uri: `/${a(2047)}` }, `%2F${a(2047)}`),
    long('a path of 2,049 octets becomes "/"', { uri: `/${a(2048)}` }, '%2F'),
    long(
      'path and query of 2,048 octets',
      { uri: '/x', query: `a=${a(2043)}` },
      `%2Fx%3Fa%3D${a(2043)}`,
    ),
    long(
      'path and query of 2,049 octets: the query is dropped',
      { uri: '/x', query: `a=${a(2044)}` },
      '%2Fx',
    ),
    long(
      'a path of 2,048 octets and a query: the query is dropped',
      { uri: `/${a(2047)}`, query: 'b' },
      `%2F${a(2047)}`,
    ),
    long(
      'a path of 2,049 octets and a query: both are dropped',
      { uri: `/${a(2048)}`, query: 'b=c' },
      '%2F',
    ),
    long(
      '2,048 octets count before encoding',
      { uri: `/${'%'.repeat(2047)}` },
      `%2F${'%25'.repeat(2047)}`,
    ),
    long('leading slashes count after they collapse', { uri: `//${a(2047)}` }, `%2F${a(2047)}`),
    long('5,000 slashes', { uri: '/'.repeat(5000) }, '%2F'),
    long('5,000 double dots', { uri: '/..'.repeat(5000) }, '%2F'),
    redirects(
      {
        comment: 'a cookie of 5,000 characters',
        flags: ['Length'],
        cookies: [[NAME, 'x'.repeat(5_000)]],
      },
      'malformed',
      '/api/auth/login?next=%2Freports%2F7',
    ),
  ];
}

/** On runtime 1.0 the query is rebuilt for up to 64 name-value pairs, in the engine's order. */
export function manyPairs(): Draft[] {
  const query = (comment: string, raw: string, next: string, ...more: string[]): Draft =>
    to(
      `no rawQueryString: ${comment}`,
      { query: raw, parsedQuery: true, flags: ['ParsedQuery', 'Length', ...more] },
      `%2Freports%2F7${next}`,
    );
  const repeated = (name: string, count: number): string =>
    Array.from({ length: count }, (_, at) => `${name}=${at}`).join('&');
  const kept = (raw: string): string => `%3F${encodeURIComponent(raw)}`;
  const eight = [...'abcdefgh'].map((name) => repeated(name, 8)).join('&');
  return [
    // Not 64 names: njs 0.7.9 gives more than ten properties in an order of its own.
    query('eight names with eight values each', eight, kept(eight)),
    query('65 names: the query is dropped', numbered(65), ''),
    query('one name with 64 values', repeated('a', 64), kept(repeated('a', 64))),
    query('one name with 65 values: the query is dropped', repeated('a', 65), ''),
    query(
      'two names with 32 values each',
      `${repeated('a', 32)}&${repeated('b', 32)}`,
      kept(`${repeated('a', 32)}&${repeated('b', 32)}`),
    ),
    query(
      'a name with 64 values and a bare name: the query is dropped',
      `${repeated('a', 64)}&b`,
      '',
    ),
    query('2,700 names: the query is dropped', numbered(2_700), '', 'ManyItems'),
  ];
}

/** The limit of the return path counts octets, not characters. */
export function octets(): Draft[] {
  const cjk = (count: number): string => '\u65e5'.repeat(count);
  const encoded = (count: number): string => '%E6%97%A5'.repeat(count);
  const flags = ['Length', 'NonAscii'];
  return [
    to('a path of 2,048 octets of CJK', { uri: `/a${cjk(682)}`, flags }, `%2Fa${encoded(682)}`),
    to('a path of 2,049 octets of CJK becomes "/"', { uri: `/aa${cjk(682)}`, flags }, '%2F'),
    to(
      'a path of CJK and a query of 2,048 octets',
      { uri: `/${cjk(681)}`, query: 'a=b', flags },
      `%2F${encoded(681)}%3Fa%3Db`,
    ),
    to(
      'a path of CJK and a query of 2,049 octets: the query is dropped',
      { uri: `/a${cjk(681)}`, query: 'a=b', flags },
      `%2Fa${encoded(681)}`,
    ),
    to(
      'a path and a query of 2,048 octets of CJK',
      { uri: '/x', query: `a=${cjk(681)}`, flags },
      `%2Fx%3Fa%3D${encoded(681)}`,
    ),
    to(
      'a path of 2,048 octets of emoji',
      { uri: `/aaa${'\u{1f600}'.repeat(511)}`, flags },
      `%2Faaa${'%F0%9F%98%80'.repeat(511)}`,
    ),
    to(
      'a path of 2,049 octets of emoji becomes "/"',
      { uri: `/aaaa${'\u{1f600}'.repeat(511)}`, flags },
      '%2F',
    ),
    to(
      'a path of 513 characters of four octets becomes "/"',
      { uri: `/${'\u{1f600}'.repeat(512)}`, flags },
      '%2F',
    ),
  ];
}

/** Names that are no integers, whose order an object would change. */
export function numbered(count: number): string {
  return Array.from({ length: count }, (_, at) => `n${at}=${at}`).join('&');
}
