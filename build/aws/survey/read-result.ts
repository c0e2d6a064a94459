import { CliError } from '../../host/errors.js';

/** What came of looking at one thing: it, or why nobody could look. One refusal must not hide what else there is to see. */
export type Observation<T> =
  | { readonly seen: true; readonly value: T }
  | { readonly seen: false; readonly refusal: CliError };

/** Where there is nothing to look at. */
export const ABSENT: Observation<undefined> = { seen: true, value: undefined };

export async function observe<T>(read: () => Promise<T>): Promise<Observation<T>> {
  try {
    return { seen: true, value: await read() };
  } catch (error) {
    if (error instanceof CliError) {
      return { seen: false, refusal: error };
    }
    throw error;
  }
}

/** Looks further into what was seen; of nothing comes nothing, and a refusal is passed on. */
export async function observeFurther<T, U>(
  before: Observation<T | undefined>,
  read: (value: T) => Promise<U | undefined>,
): Promise<Observation<U | undefined>> {
  if (!before.seen) {
    return before;
  }
  const { value } = before;
  return value === undefined ? ABSENT : observe(() => read(value));
}

/** What was seen; undefined where there is nothing, and where nobody could look. */
export function observed<T>(look: Observation<T>): T | undefined {
  return look.seen ? look.value : undefined;
}

/** Whether somebody looked, and there is nothing. */
export function isAbsent(look: Observation<unknown>): boolean {
  return look.seen && look.value === undefined;
}
