import { applyEdits, modify } from 'jsonc-parser';
import { formatRing, type Secrets } from '../../config/key-ring.js';
import { CliError } from '../../host/errors.js';

/** Where in the text of a secret the token secret stands. */
export interface RingLocation {
  /** The field of a JSON secret; undefined where the secret is plain text. */
  readonly secretKey: string | undefined;
  /** The names that lead to the object with that field. */
  readonly secretPath: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The ring in a version's text; undefined where it may lack and the field is not there: a version from before the field, as backends
 * take it (`signer/aws/rotation.ts`).
 */
export function findRing(
  text: string,
  { secretKey, secretPath }: RingLocation,
  place: string,
  mayLack: boolean,
): string | undefined {
  if (secretKey === undefined) {
    return text;
  }
  const names = [...secretPath, secretKey];
  const value = names.reduce<unknown>((at, name) => fieldsOf(at)[name], jsonOf(text));
  if (typeof value === 'string' || (value === undefined && mayLack)) {
    return value;
  }
  throw new CliError(
    'ERR_SECRET',
    `${place} holds no text at ${JSON.stringify(names.join('.'))}; allowed: a JSON object with the token secret there`,
  );
}

/** The text with another ring; every other character of it stays as it is. */
export function replaceRing(
  text: string | undefined,
  { secretKey, secretPath }: RingLocation,
  secrets: Secrets,
): string {
  const ring = formatRing(secrets);
  if (secretKey === undefined) {
    return ring;
  }
  // To parse the text and print it anew would change numbers beyond 2^53.
  const edits = modify(text ?? '{}', [...secretPath, secretKey], ring, {});
  return applyEdits(text ?? '{}', edits);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
