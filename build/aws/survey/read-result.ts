import { CliError } from '../../host/errors.js';

/**
 * The result of reading one thing from AWS. A read that is refused must not hide what the others
 * found.
 */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CliError };

/** The thing does not exist. */
export const ABSENT: ReadResult<undefined> = { ok: true, value: undefined };

/**
 * Only a `CliError` becomes a result; any other error is a mistake in this package and is thrown.
 */
export async function tryRead<T>(read: () => Promise<T>): Promise<ReadResult<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (error instanceof CliError) {
      return { ok: false, error };
    }
    throw error;
  }
}

/**
 * Reads something that depends on an earlier value. An absent value stays absent, an error stays
 * the error.
 */
export async function andThen<T, U>(
  earlier: ReadResult<T | undefined>,
  read: (value: T) => Promise<U | undefined>,
): Promise<ReadResult<U | undefined>> {
  if (!earlier.ok) {
    return earlier;
  }
  const { value } = earlier;
  return value === undefined ? ABSENT : tryRead(() => read(value));
}

/** The value; undefined if the thing does not exist or could not be read. */
export function valueOrUndefined<T>(result: ReadResult<T>): T | undefined {
  return result.ok ? result.value : undefined;
}

/** Whether the thing was read and does not exist. */
export function isAbsent(result: ReadResult<unknown>): boolean {
  return result.ok && result.value === undefined;
}
