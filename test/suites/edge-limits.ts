/** Cases that no edge function on runtime 2.0 can run, by flag, with the reason. */
export const EDGE_LIMITS = {
  BeyondDate: 'the function reads the clock as a Date',
  HeaderSyntax: 'CloudFront takes the header apart before the function runs',
  LoneSurrogate: 'text reaches CloudFront as UTF-8',
  ParsedQuery: 'runtime 2.0 rebuilds no query',
  RingOnly: 'the store may hold a cut-off behind the ring',
};

/** Also those that an embedded secret cannot run. */
export const EMBEDDED_LIMITS = {
  ...EDGE_LIMITS,
  NoSecret: 'an embedded build has no store',
  Revocation: 'an embedded build has no store',
  UnusableSecret: 'an embedded build refuses such a secret',
};

const { ParsedQuery: _rebuilt, ...RUNTIMES } = EMBEDDED_LIMITS;

/** Those that runtime 1.0 cannot run. It alone rebuilds a query. */
export const RUNTIME_1_LIMITS = {
  ...RUNTIMES,
  NoRawQuery: 'runtime 1.0 rebuilds the query',
  RawQuery: 'runtime 1.0 has no rawQueryString',
};

/** Those that a build with the hook `before` cannot run either. */
export const BEFORE_LIMITS = {
  ManyItems: 'before is given 576 headers, cookies and parameters at most (SPEC 5.7)',
};
