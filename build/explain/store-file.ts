import { readFile } from 'node:fs/promises';
import { CliError } from '../host/errors.js';
import { STORE_KEY_LIMIT, STORE_SIZE_LIMIT, STORE_VALUE_LIMIT } from '../platform/limits.js';

/**
 * Reads entries of a KeyValueStore from a JSON file: an object from key to value, or what
 * `aws cloudfront-keyvaluestore list-keys` prints.
 *
 * @throws CliError if the file cannot be read or holds anything else. No message quotes its text.
 */
export async function readStoreFile(file: string): Promise<Record<string, string>> {
  const entries = parseEntries(parseJson(await readText(file)));
  if (entries === undefined) {
    throw storeError(
      'it holds no entries; allowed: {"key": "value"}, or the output of aws cloudfront-keyvaluestore list-keys',
    );
  }
  for (const [key, value] of entries) {
    if (Buffer.byteLength(key) > STORE_KEY_LIMIT || Buffer.byteLength(value) > STORE_VALUE_LIMIT) {
      throw storeError(
        `an entry has a key over ${STORE_KEY_LIMIT} bytes or a value over ${STORE_VALUE_LIMIT}; no KeyValueStore holds one`,
      );
    }
  }
  return Object.fromEntries(entries);
}

async function readText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    // The names of the members and the escapes take room too.
    if (text.length <= 4 * STORE_SIZE_LIMIT) {
      return text;
    }
  } catch (error) {
    throw storeError(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw storeError('the file is larger than a KeyValueStore');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw storeError('the file is not JSON');
  }
}

function parseEntries(json: unknown): [string, string][] | undefined {
  const items = Array.isArray(json) ? json : (json as { Items?: unknown } | null)?.Items;
  const pairs: unknown[][] = Array.isArray(items)
    ? items.map((item) => [item?.Key, item?.Value])
    : typeof json === 'object' && json !== null
      ? Object.entries(json)
      : [[]];
  const isText = pairs.every((pair) => pair.every((text) => typeof text === 'string'));
  return isText && pairs.every(({ length }) => length === 2)
    ? (pairs as [string, string][])
    : undefined;
}

function storeError(problem: string): CliError {
  return new CliError('ERR_EXPLAIN_STORE', `--store: ${problem}`);
}
