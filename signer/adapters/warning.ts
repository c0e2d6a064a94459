const MESSAGE =
  'No secret is configured, so no token cookies are issued. Set SPA_TOKEN_SECRET or the option "secret"; or say "enabled: false".';
const WARNING = { type: 'SpaAuthWarning', code: 'WARN_SPA_AUTH_NO_SECRET' };

let warned = false;

/** Says, once in a process, that the middleware does nothing for want of a secret. */
export function warnOfNoSecret(): void {
  if (warned) {
    return;
  }
  warned = true;
  // Not every runtime that can run this has a global `process`.
  const { process } = globalThis as { process?: Pick<NodeJS.Process, 'emitWarning'> };
  if (process?.emitWarning) {
    process.emitWarning(MESSAGE, WARNING);
  } else {
    console.warn(`${WARNING.code}: ${MESSAGE}`);
  }
}
