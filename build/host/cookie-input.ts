import { UsageError } from './errors.js';

/** What a person gave on standard input to log in with. */
export interface CookieInput {
  /** The value of a `Cookie` header. */
  readonly header: string;
  /** Whether it was given as a header and not as a bare token. */
  readonly isHeader: boolean;
}

/**
 * Reads the value of a `Cookie` header, or a bare token. A text without a cookie of the name that
 * looks like a token, or like nothing else, is the value of that cookie.
 *
 * @param flag - The option that asked for it, such as `--cookie`, for messages.
 * @throws UsageError for what no header can have. The message does not show the text.
 */
export function parseCookieInput(text: string, cookieName: string, flag: string): CookieInput {
  const value = text.trim().replace(/^cookie:\s*/i, '');
  if (value === '') {
    throw new UsageError(
      `${flag} -: standard input is empty; give the value of a Cookie header or a token, or leave ${flag} out`,
    );
  }
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw new UsageError(
      `${flag} -: a control character was read, which no Cookie header can have`,
    );
  }
  const names = value.split(';').map((part) => part.split('=', 1)[0]!.trim());
  const isHeader =
    names.includes(cookieName) || (value.includes('=') && !/(?::|%3a)[\da-f]{64}"?$/i.test(value));
  return { header: isHeader ? value : `${cookieName}=${value}`, isHeader };
}

/** Refuses a cookie or a token as an argument; `-` stands for standard input. */
export function parseDash(flag: string, what: string): (text: string) => string {
  return (text) => {
    if (text === '-') {
      return text;
    }
    throw new UsageError(
      `${flag}: a ${what} is never an argument: other users of the machine can read arguments, and shells store them; give it on standard input, with ${flag} -`,
    );
  };
}
