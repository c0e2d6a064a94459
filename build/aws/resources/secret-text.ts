import { applyEdits, modify } from 'jsonc-parser';
import { formatRing, type Secrets } from '../../config/key-ring.js';
import { CliError } from '../../host/errors.js';

/** Where the key ring is in the text of a secret. */
export interface RingLocation {
  /** The field of a JSON secret; undefined if the secret is plain text. */
  readonly secretKey: string | undefined;
  /** The names of the nested objects that lead to that field; empty if the field is at the top. */
  readonly secretPath: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Finds the key ring in the text of a secret's version. `place` names the version in an error
 * message. Undefined if the field is missing and `isOptional` is set: an older version may not have
 * the field yet, and backends accept that too.
 *
 * @throws CliError `ERR_SECRET` if there is no text at the field.
 */
export function findRing(
  text: string,
  { secretKey, secretPath }: RingLocation,
  place: string,
  isOptional: boolean,
): string | undefined {
  if (secretKey === undefined) {
    return text;
  }
  const names = [...secretPath, secretKey];
  const value = names.reduce<unknown>((object, name) => asFields(object)[name], parseJson(text));
  if (typeof value === 'string' || (value === undefined && isOptional)) {
    return value;
  }
  throw new CliError(
    'ERR_SECRET',
    `${place} has no text in the field ${JSON.stringify(names.join('.'))}; allowed: a JSON object with the token secret in that field`,
  );
}

/**
 * The text with another key ring; all its other characters stay unchanged. Without a text, a new
 * one.
 */
export function replaceRing(
  text: string | undefined,
  { secretKey, secretPath }: RingLocation,
  secrets: Secrets,
): string {
  const ring = formatRing(secrets);
  if (secretKey === undefined) {
    return ring;
  }
  // JSON.parse and JSON.stringify would change numbers beyond 2^53.
  const edits = modify(text ?? '{}', [...secretPath, secretKey], ring, {});
  return applyEdits(text ?? '{}', edits);
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
