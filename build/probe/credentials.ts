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
const MIN_WORD = 8;
const MIN_VALUE = 4;

// So much of a MAC is recognized in a part of it.
const MAC_PART = 16;

export function createCredentials(header: string, cookieName: string): Credentials {
  const pairs = splitCookies(header);
  const hides = createDetector(pairs.map(([, value]) => value));
  return {
    header: encodeHeaderText(header),
    token: pairs.find(([name]) => name === cookieName)?.[1],
    isIn: hides,
  };
}

function splitCookies(header: string): [string, string][] {
  return header.split(';').flatMap((part): [string, string][] => {
    const equals = part.indexOf('=');
    return equals < 0 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]];
  });
}

/** Creates a test for texts that hold one of the values, however it is written. */
export function createDetector(values: readonly string[]): (text: string) => boolean {
  const parts = values.flatMap((value) => {
    const plain = decodePercent(value.replace(/^"|"$/g, ''));
    const mac = /[\da-f]{64}$/i.exec(plain)?.[0] ?? '';
    const windows = Array.from({ length: Math.max(0, mac.length - MAC_PART + 1) }, (_, at) =>
      mac.slice(at, at + MAC_PART),
    );
    const isTelling = plain.length >= MIN_WORD || (plain.length >= MIN_VALUE && /\d/.test(plain));
    return [...(isTelling ? [value, plain] : []), ...windows];
  });
  const wanted = [...new Set(parts.map((part) => part.toLowerCase()))];
  const holds = (text: string) => {
    const lower = text.toLowerCase();
    return wanted.some((part) => lower.includes(part));
  };
  return (text) => {
    // A redirect or two may encode an address again.
    const readings = [text];
    for (let i = 0; i < 3; i++) {
      readings.push(decodePercent(readings.at(-1)!));
    }
    return readings.some((each) => holds(each) || decodeRuns(each).some(holds));
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
  const words = (text.match(/[\w+/-]{6,}/g) ?? []).flatMap((word) =>
    // What stands before it may shift the groups of four.
    [0, 1, 2, 3].map((start) => Buffer.from(word.slice(start), 'base64').toString('latin1')),
  );
  const digits = (text.match(/[\da-f]{8,}/gi) ?? []).flatMap((run) =>
    [0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString('latin1')),
  );
  return [...words, ...digits];
}
