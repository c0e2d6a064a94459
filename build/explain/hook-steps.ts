import type { Step } from './explanation.js';
import { step } from './path-steps.js';
import type { Trace } from './trace.js';
import { quote } from './words.js';

/** Whether a hook answered, or failed and so ended the request. */
export function isEndedByHook({ hooks }: Trace): boolean {
  return [hooks.before, hooks.after].some((did) => did === 'answered' || did === 'failed');
}

export function isEndedByBefore({ hooks }: Trace): boolean {
  return hooks.before === 'answered' || hooks.before === 'failed';
}

/** Tells what `before` did. Undefined if there is none. */
export function describeBefore({ hooks }: Trace): Step | undefined {
  if (hooks.before === null) {
    return undefined;
  }
  const text = {
    none: 'the hook before returns nothing, so the decision follows',
    answered: 'the hook before answers',
    failed: `the hook before fails${describeError(hooks.error)}; it has to return undefined, or a response`,
  }[hooks.before];
  return step('before', hooks.before, text);
}

/** Tells what `after` did. Undefined if it was not called. */
export function describeAfter({ hooks, output }: Trace): Step | undefined {
  if (hooks.after === null) {
    return undefined;
  }
  const target =
    'uri' in output && hooks.isUriChanged ? `: the origin is asked for ${quote(output.uri)}` : '';
  const text = {
    none: 'the hook after leaves the request as it is',
    rewrote: `the hook after changes the request${target}`,
    answered: 'the hook after answers',
    failed: `the hook after fails${describeError(hooks.error)}; it has to return undefined, a request or a response`,
  }[hooks.after];
  return step('after', hooks.after, text);
}

/** The name of an error is text of the owner's, so only one of the usual form is shown. */
function describeError(name: string): string {
  return /^[A-Z][A-Za-z]{0,39}$/.test(name) ? ` (${name})` : '';
}
