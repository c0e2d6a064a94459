import { awsError } from './errors.js';

/** What one version of a secret holds: plain text, or the fields of a JSON object. */
export type Content = string | Fields;
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = Object.freeze({});

/**
 * Text that begins with "{" is JSON; no key ring does. Fields that the path does not lead to are none.
 *
 * @param place - The version's name for an error.
 */
export function contentOf(text: string, path: readonly string[], place: string): Content {
  if (!text.trimStart().startsWith('{')) {
    if (path.length > 0) {
      throw awsError(
        'ERR_SPA_AUTH_AWS_VALUE',
        `${place} is plain text, where a path is to be followed. Leave out "path", or store a JSON object.`,
      );
    }
    return text;
  }
  const found = path.reduce(fieldOf, parsed(text, place));
  return isFields(found) ? found : NO_FIELDS;
}

/** A field of the object's own; undefined where there is none, or no object. */
export function fieldOf(fields: unknown, name: string): unknown {
  return isFields(fields) && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not passed on as the cause: its message quotes the text.
    throw awsError(
      'ERR_SPA_AUTH_AWS_VALUE',
      `${place} begins with "{" and is not JSON. Store a JSON object, or the secret alone.`,
    );
  }
}
