/** What does not work on a runtime, and why. */
export interface Exception {
  readonly runtime: string;
  readonly suites: readonly string[];
  /** The end of the failed test's name, or "" for the whole suite. */
  readonly test: string;
  readonly why: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    runtime: 'Bun',
    suites: ['Fetch', 'Hono'],
    test: 'headers that are sent before the body: flushed',
    why: '`Bun.serve` sends the headers of a stream with its first octet, not before, and closes the connection if none comes. What the adapter added is in them.',
  },
  {
    runtime: 'workerd',
    suites: ['Koa', 'Fastify'],
    test: '',
    why: 'workerd allows no code that is made from text, as `depd` in Koa and `find-my-way` in Fastify make it ("Code generation from strings disallowed").',
  },
];

/** The exceptions of a suite on a runtime, as numbered notes count them: from 1. */
export function notesOf(runtime: string, suite: string): readonly number[] {
  return EXCEPTIONS.flatMap((exception, i) => (applies(exception, runtime, suite) ? [i + 1] : []));
}

/** Whether a failed test is known. */
export function isKnown(runtime: string, suite: string, test: string): boolean {
  return EXCEPTIONS.some(
    (exception) => applies(exception, runtime, suite) && test.endsWith(exception.test),
  );
}

function applies(exception: Exception, runtime: string, suite: string): boolean {
  return runtime.startsWith(exception.runtime) && exception.suites.includes(suite);
}
