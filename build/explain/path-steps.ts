import type { ResolvedConfig } from '../config/edge-config.js';
import type { ViewerRequest } from '../preview/http.js';
import type { Step } from './explanation.js';
import type { Trace } from './trace.js';
import { count, quote } from './words.js';

/** Tells which copies of the identity header are removed. Undefined if the header is off. */
export function describeIdentity(
  trace: Trace,
  { identityHeader }: ResolvedConfig,
): Step | undefined {
  if (identityHeader === false) {
    return undefined;
  }
  const { identityCopies: copies } = trace;
  const result = copies < 0 ? 'too_many' : copies > 0 ? 'removed' : 'none';
  const text = {
    too_many: `the viewer sent more spellings of ${identityHeader}, or more headers, than anybody does by accident (SPEC 5.3)`,
    removed: `${count(copies, 'copy').replace('copys', 'copies')} of ${identityHeader} sent by the viewer ${copies === 1 ? 'is' : 'are'} removed`,
    none: `the viewer sent no ${identityHeader}`,
  }[result];
  return step('identity', result, text);
}

/** Tells whether the path is public, and by which rule. */
export function describePublic(trace: Trace, { loginPath, publicPaths }: ResolvedConfig): Step {
  const { isPublic, publicEntry, notPlain } = trace;
  if (publicEntry !== null) {
    return step('public', 'listed', `public: publicPaths has ${quote(publicEntry)}`);
  }
  if (isPublic) {
    return step('public', 'login', `public: the path of loginPath, ${quote(loginPath)}`);
  }
  if (notPlain !== null) {
    const found =
      notPlain.text === undefined || notPlain.at === undefined
        ? 'it has more than 1,024 characters'
        : `${quote(notPlain.text)} at character ${notPlain.at + 1}`;
    return step(
      'public',
      'not_plain',
      `not public: publicPaths has ${quote(notPlain.entry)}, but the path is not plain: ${found}`,
      ['a server on the way may read such a path as another one (SPEC 5.1)'],
    );
  }
  const entries =
    publicPaths.length === 0 ? 'publicPaths is empty' : 'no entry of publicPaths names it';
  return step('public', 'no', `not public: ${entries}, and it is not the path of loginPath`);
}

/** Tells whether the request is a CORS preflight that goes on. */
export function describePreflight(
  trace: Trace,
  { preflight }: ResolvedConfig,
  { event }: ViewerRequest,
): Step {
  const { method, headers } = event.request;
  if (trace.isPreflight) {
    return step(
      'preflight',
      'pass',
      'a CORS preflight goes on without a token (preflight: "pass")',
    );
  }
  if (method !== 'OPTIONS') {
    return step('preflight', 'no', `not a preflight: the method is ${method}`);
  }
  if (preflight === 'deny') {
    return step('preflight', 'deny', 'handled like any other request (preflight: "deny")');
  }
  const missing = ['origin', 'access-control-request-method'].filter(
    (name) => !headers[name]?.value,
  );
  return step('preflight', 'no', `not a preflight: OPTIONS without ${missing.join(' and ')}`);
}

/** Tells what the path of a request that goes on is taken for. */
export function describeRoute(
  trace: Trace,
  { spaFallback, fileExtensions }: ResolvedConfig,
  sent: string,
): Step | undefined {
  const { output, backendEntry } = trace;
  if (!('uri' in output) || trace.isPreflight || trace.hooks.isUriChanged) {
    return undefined;
  }
  if (output.uri !== sent) {
    return step(
      'route',
      'route',
      `a route of the application: the origin is asked for ${quote(output.uri)} (spaFallback)`,
    );
  }
  if (spaFallback === false) {
    return step('route', 'off', 'the path stays as it is (spaFallback: false)');
  }
  if (sent === spaFallback) {
    return step('route', 'file', 'the page of spaFallback itself');
  }
  if (backendEntry !== null) {
    return step(
      'route',
      'backend',
      `a path of the backend: backendPaths has ${quote(backendEntry)}`,
    );
  }
  const why =
    fileExtensions === false
      ? 'its last segment has a "."'
      : 'its last segment ends in one of fileExtensions, or it is listed exactly';
  return step('route', 'file', `a file: ${why}`);
}

export function step(
  name: Step['step'],
  result: string,
  text: string,
  details: readonly string[] = [],
): Step {
  return { step: name, result, text, details };
}
