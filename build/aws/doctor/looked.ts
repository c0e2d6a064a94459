import type { Examined } from './examined.js';
import { known } from './look.js';

/** What was looked at, as the report names it: what nobody could see is not among it. */
export function lookedAt(examined: Examined): readonly string[] {
  const { config, deployment, built, development, live, store, content, current } = examined;
  const { name, secretId, distribution: id } = deployment;
  const trials = known(examined.trials);
  const distribution = known(examined.distribution);
  return [
    ...(development.seen && live.seen ? [`function ${name}, DEVELOPMENT and LIVE`] : []),
    ...(known(built) && known(live) ? ['LIVE against what the configuration builds'] : []),
    ...(trials ? [`TestFunction on LIVE${trials.valid ? ', with a token and without' : ''}`] : []),
    ...(config.secret === 'kvs' && store.seen && content.seen ? [`KeyValueStore ${name}`] : []),
    ...(current.seen ? [`secret ${secretId}`] : []),
    ...(distribution
      ? [
          `distribution ${id}, its ${1 + (distribution.config.CacheBehaviors?.Items?.length ?? 0)} behaviors`,
        ]
      : []),
    ...(examined.ahead === undefined ? [] : ["this machine's clock"]),
  ];
}
