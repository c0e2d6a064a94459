import type { ConfigProblem } from '../../host/errors.js';
import { closestWord, describeKey } from '../problems.js';

interface Keys {
  readonly ours: readonly string[];
  /** Of the family's other tools; listed lest one be taken for a misspelt key of ours. */
  readonly others: readonly string[];
}

export const DISTRIBUTION_KEYS: Keys = {
  ours: ['token_secret', 'routes'],
  others: [
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

export const ROUTE_KEYS: Keys = {
  ours: ['require_token', 'is_spa', 'login_path', 'spa_fallback_html', 'path_pattern'],
  others: [
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

/** Keys that are most likely misspelt ones of ours. Any other unknown key may be one that the family adds tomorrow. */
export function findMisspelledKeys(
  table: Table,
  { ours, others }: Keys,
  place: string,
): ConfigProblem[] {
  return Object.keys(table).flatMap((key) => {
    if (ours.includes(key) || others.includes(key)) {
      return [];
    }
    const near = closestWord(key, ours);
    if (near === undefined) {
      return [];
    }
    return [{ path: place, text: `unknown key ${describeKey(key)}; did you mean "${near}"?` }];
  });
}

/** A table of a TOML document. */
export type Table = Readonly<Record<string, unknown>>;

/** A document as one stage sees it: the stage's sections over the common ones. */
export interface StageView {
  readonly stage: string | undefined;
  at(...path: readonly string[]): unknown;
  /** Where a value stands in the file, such as `dev.cloudfront.web.routes[0].login_path`. */
  place(...path: readonly (string | number)[]): string;
}

export function createStageView(document: Table, stage: string | undefined): StageView {
  const own = stage === undefined ? undefined : getField(document, stage);
  const merged = isTable(own) ? merge(document, own) : document;
  return {
    stage,
    at: (...path) => path.reduce<unknown>(getField, merged),
    place(...path) {
      const start = path.findIndex((step) => typeof step === 'number');
      const named = path.slice(0, start < 0 ? path.length : start) as string[];
      const isOwn = named.reduce<unknown>(getField, own) !== undefined;
      return textOf(isOwn ? [stage!, ...path] : path);
    },
  };
}

export function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

/** The value of a key; undefined where there is none, or no table. */
export function getField(table: unknown, key: string): unknown {
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/** As magic-pocket merges a stage: tables key by key, while a list or a value replaces the one below it. */
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

function textOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') {
      return `${text}[${step}]`;
    }
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
