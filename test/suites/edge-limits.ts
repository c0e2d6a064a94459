/** Cases that no edge function can run, by flag, with the reason. */
export const EDGE_LIMITS = {
  BeyondDate: 'the function reads the clock as a Date',
  HeaderSyntax: 'CloudFront takes the header apart before the function runs',
  LoneSurrogate: 'text reaches CloudFront as UTF-8',
  RingOnly: 'the store may hold a cut-off behind the ring',
};

/** Also those that an embedded secret cannot run. */
export const EMBEDDED_LIMITS = {
  ...EDGE_LIMITS,
  NoSecret: 'an embedded build has no store',
  Revocation: 'an embedded build has no store',
  UnusableSecret: 'an embedded build refuses such a secret',
};

/** Also those that runtime 1.0 cannot run. */
export const RUNTIME_1_LIMITS = {
  ...EMBEDDED_LIMITS,
  RawQuery: 'runtime 1.0 has no rawQueryString',
};
