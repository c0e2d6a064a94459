import type { ConfigProblem } from '../../host/errors.js';
import { describeKey, findClosestWord, formatKeyPath } from '../problems.js';

interface KnownKeys {
  /** The keys that this project reads. */
  readonly used: readonly string[];
  /** Keys of other tools. They are listed because some resemble a misspelled key of `used`. */
  readonly ignored: readonly string[];
}

export const DISTRIBUTION_KEYS: KnownKeys = {
  used: ['token_secret', 'routes'],
  ignored: [
    'domain',
    'hosted_zone_id_override',
    'redirect_from',
    'origin_path',
    'signing_key',
    'basic_auth',
    'managed_assets',
    'waf',
    'enable_origin_verify',
  ],
};

export const ROUTE_KEYS: KnownKeys = {
  used: ['require_token', 'is_spa', 'login_path', 'spa_fallback_html', 'path_pattern'],
  ignored: [
    'type',
    'handler',
    'is_default',
    'is_versioned',
    'versioning',
    'versioned_max_age',
    'ref',
    'signed',
    'build',
    'build_dir',
    'upload_dir',
    'delete_stale',
    'origin_path',
  ],
};

/**
 * Finds the keys that are most likely misspelled. Any other unknown key is allowed, because later
 * versions of magic-pocket may add keys.
 */
export function findMisspelledKeys(
  table: Table,
  { used: ours, ignored: others }: KnownKeys,
  place: string,
): ConfigProblem[] {
  return Object.keys(table).flatMap((key) => {
    if (ours.includes(key) || others.includes(key)) {
      return [];
    }
    const near = findClosestWord(key, ours);
    if (near === undefined) {
      return [];
    }
    return [{ path: place, text: `unknown key ${describeKey(key)}; did you mean "${near}"?` }];
  });
}

/** A table of a TOML document. */
export type Table = Readonly<Record<string, unknown>>;

/** The document for one stage: the stage's sections override the common ones. */
export interface StageView {
  readonly stage: string | undefined;
  /** The value at a key path; undefined if there is none. */
  get(...path: readonly string[]): unknown;
  /** The place of a value in the file, such as `dev.cloudfront.web.routes[0].login_path`. */
  locate(...path: readonly (string | number)[]): string;
}

export function createStageView(document: Table, stage: string | undefined): StageView {
  const section = stage === undefined ? undefined : getField(document, stage);
  const merged = isTable(section) ? merge(document, section) : document;
  return {
    stage,
    get: (...path) => path.reduce<unknown>(getField, merged),
    locate(...path) {
      const index = path.findIndex((key) => typeof key === 'number');
      const names = path.slice(0, index < 0 ? path.length : index) as string[];
      const isInSection = names.reduce<unknown>(getField, section) !== undefined;
      return formatKeyPath(isInSection ? [stage!, ...path] : path);
    },
  };
}

export function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

/** The value of a key; undefined if the key is missing or `table` is not a table. */
export function getField(table: unknown, key: string): unknown {
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/**
 * Merges as magic-pocket merges a stage: tables key by key, while lists and other values are
 * replaced.
 */
function merge(below: unknown, above: unknown): unknown {
  if (!isTable(below) || !isTable(above)) {
    return above;
  }
  const merged: Record<string, unknown> = Object.assign(Object.create(null), below);
  for (const [key, value] of Object.entries(above)) {
    merged[key] = Object.hasOwn(merged, key) ? merge(merged[key], value) : value;
  }
  return merged;
}
