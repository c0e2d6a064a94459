import type { ConfigProblem } from '../../errors.js';
import { describeKey } from '../check/found.js';
import { nearest } from '../check/nearest.js';
import type { Table } from './view.js';

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
export function misspelt(table: Table, { ours, others }: Keys, place: string): ConfigProblem[] {
  return Object.keys(table).flatMap((key) => {
    if (ours.includes(key) || others.includes(key)) return [];
    const near = nearest(key, ours);
    if (near === undefined) return [];
    return [{ path: place, text: `unknown key ${describeKey(key)}; did you mean "${near}"?` }];
  });
}
