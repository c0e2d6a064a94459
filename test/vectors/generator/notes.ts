import type { Note } from '../types.js';

const RFC6265 = 'https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1';
const RFC3629 = 'https://www.rfc-editor.org/rfc/rfc3629#section-4';

/** The meaning of every flag. */
export const notes: Record<string, Note> = {
  AbsentPart: { description: 'A request without `cookies`, `headers` or `querystring`.' },
  BeyondDate: {
    description:
      'The clock is later than a JavaScript Date can tell, 8.64e15 ms. For implementations that are given the time as a number.',
  },
  Bound: {
    description:
      'At a bound of what is read, unescaped or verified of a request (SPEC section 4), or past it.',
  },
  CandidateOrder: {
    description:
      'One cookie value has several readings; the first that verifies wins, each is undone once.',
  },
  ControlCharacter: { description: 'A control character of ASCII (C0 or DEL), raw or encoded.' },
  Duplicate: { description: 'Several cookies of one name. The first four are read.' },
  EmptyKey: {
    description:
      'HMAC accepts an empty key, which everybody knows; a secret that was not checked may become one.',
  },
  Expiry: { description: 'The expiry and the clock: their limits and their spelling.' },
  Forged: { description: 'Well-formed, and the MAC is none of the ring over these fields.' },
  HeaderSyntax: {
    description:
      'A Cookie header that no browser writes. How CloudFront takes it apart is not documented, so `cookies` is null; for implementations that are given the header.',
    links: [RFC6265],
  },
  Identity: { description: 'The request header that carries the verified user id to the origin.' },
  InternationalHost: {
    description: 'A host beyond ASCII. For implementations whose language has IDNA.',
  },
  KeyRing: { description: 'Several secrets: the first signs, all verify.' },
  KnownAnswer: {
    description: 'The token that SPEC section 1 gives in full, or the key of section 3.1.',
  },
  Length: { description: 'At a limit of length, or one past it, or far past it.' },
  LenientDecoder: {
    description:
      'A hex decoder that stops at the first bad digit, or skips it, makes a usable key of this secret. The tokens are signed with such keys and must not pass.',
  },
  LoneSurrogate: {
    description:
      'Half of a UTF-16 surrogate pair, which UTF-8 cannot carry. For implementations whose text is UTF-16; written as {"utf16": […]}.',
    links: [RFC3629],
  },
  LoopGuard: {
    description: 'The counter of redirects that stops a loop between the site and its login page.',
  },
  MacForm: { description: 'The MAC is not 64 lower-case hex digits.' },
  MalformedPercent: {
    description:
      'A percent sign that begins no percent-encoded UTF-8: the value has no decoded reading.',
    links: [RFC3629],
  },
  ManyItems: {
    description:
      'More than 576 headers, cookies and query parameters in all. Not for builds with the hook `before`.',
  },
  Milliseconds: {
    description:
      'A clock above 10^11 or a lifetime above ten years, 315,360,000. For implementations that do not refuse such a number as one of milliseconds.',
  },
  NamePrefix: {
    description: 'A cookie name with __Secure- or __Host- in it.',
    links: ['https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3'],
  },
  NonAscii: { description: 'Text beyond ASCII. It is compared as it is, without normalization.' },
  NoRawQuery: {
    description:
      'No rawQueryString() on runtime 2.0, which has always had it: nothing is rebuilt. Not for runtime 1.0.',
  },
  NoSecret: {
    description: 'The store has no key `token_secret`, or cannot be read. Not for embedded builds.',
  },
  ObjectProperty: {
    description: 'A name that every JavaScript object has already, by inheritance.',
  },
  Octets: {
    description:
      'The header holds octets as Latin-1 characters, as Node.js and WSGI pass it on. For implementations that are given it so; one that is given bytes takes each character as a byte.',
  },
  OpenRedirect: { description: 'An attempt to have the viewer sent to another site.' },
  OtherType: { description: 'Not text.' },
  Page: {
    description:
      'Whether a request asks for a page, by the headers of Fetch Metadata or without them.',
    links: [
      'https://www.w3.org/TR/fetch-metadata/',
      'https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header',
    ],
  },
  ParsedQuery: {
    description:
      'Runtime 1.0 has no rawQueryString(), so the query is rebuilt from `querystring`. Not for runtime 2.0.',
  },
  PercentEncoded: { description: 'Percent-encoded, as by Express, Hono and this package.' },
  Preflight: {
    description:
      'OPTIONS with origin and access-control-request-method; browsers send it without cookies.',
    links: ['https://fetch.spec.whatwg.org/#cors-preflight-request'],
  },
  PublicPath: { description: 'Paths open to everybody, and what only looks like one.' },
  PythonQuoted: {
    description:
      "In double quotes with backslashes, as Python's http.cookies writes it, or nearly so.",
    links: ['https://docs.python.org/3/library/http.cookies.html'],
  },
  RawQuery: {
    description:
      'The answer needs rawQueryString(): the spelling or the order is lost in `querystring`. Not for runtime 1.0, which has no such method.',
  },
  Revocation: {
    description:
      'Cut-offs in the store, asked for with `revocation: true` and ignored without. Not for embedded builds, which have no store.',
  },
  RingOnly: {
    description:
      'A ";" in the secret. The store\'s value may hold everybody\'s cut-off behind one, a secret given in any other way may not: not for the edge.',
  },
  SpaFallback: {
    description:
      'A path that names a route becomes the page of the application; a file and a path of the backend do not.',
  },
  UnusableSecret: {
    description:
      'The store holds a secret that breaks SPEC section 2. An embedded build refuses it.',
  },
  WhiteSpace: {
    description: 'White space round a secret, which is ignored, or inside it, which is an error.',
  },
};
