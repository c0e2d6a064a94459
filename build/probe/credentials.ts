import { encodeHeaderText } from '../preview/http.js';

/** What the probe logs in with, and how it is recognized in what a server sends back. */
export interface Credentials {
  /** The value of the `Cookie` header, as Node.js takes it. */
  readonly header: string;
  /** The value of the token's cookie; undefined if the header has none of its name. */
  readonly token: string | undefined;
  /** Whether a text that a server sent holds a value of the cookies, however it is written. */
  isIn(text: string): boolean;
}

// A shorter value, such as a language, may stand in any path.
const MIN_VALUE = 8;

export function createCredentials(header: string, cookieName: string): Credentials {
  const pairs = header.split(';').flatMap((part): [string, string][] => {
    const equals = part.indexOf('=');
    return equals < 0 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]];
  });
  const values = pairs
    .flatMap(([, value]) => {
      const plain = decodePercent(value.replace(/^"|"$/g, ''));
      return [value, plain, /[\da-f]{64}$/i.exec(plain)?.[0] ?? ''];
    })
    .filter((value) => value.length >= MIN_VALUE)
    .map((value) => value.toLowerCase());
  const holds = (text: string) => values.some((value) => text.toLowerCase().includes(value));
  return {
    header: encodeHeaderText(header),
    token: pairs.find(([name]) => name === cookieName)?.[1],
    isIn(text) {
      // A redirect or two may encode an address again.
      const once = decodePercent(text);
      const readings = [text, once, decodePercent(once), decodePercent(decodePercent(once))];
      return readings.some((each) => holds(each) || decodeRuns(each).some(holds));
    },
  };
}

/** Undoes percent-encoding; an escape that is none stays as it is. */
function decodePercent(text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** What the long words of a text mean in base64, base64url and hex. */
function decodeRuns(text: string): string[] {
  return (text.match(/[\w+/=-]{11,}/g) ?? []).flatMap((run) =>
    // A word before it, or a slash, may shift the groups of four.
    [0, 1, 2, 3]
      .map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1'))
      .concat(Buffer.from(run, 'hex').toString('latin1')),
  );
}
