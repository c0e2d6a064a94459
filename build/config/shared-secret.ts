import { ConfigError } from '../errors.js';
import { type Deployment, deploymentOf } from './deployment.js';
import type { EdgeConfig } from './types.js';

/** The other stages of a configuration whose secret in Secrets Manager is the same one. */
export function stagesWithSecretOf(
  config: EdgeConfig,
  { stage, region, secretId }: Pick<Deployment, 'stage' | 'region' | 'secretId'>,
): readonly string[] {
  return Object.keys(config.stages ?? {}).filter((other) => {
    const place = other === stage ? undefined : placeIn(config, other);
    // Where one names no region, the SDK may find the same.
    const isNear = (region ?? place?.region) === (place?.region ?? region);
    return place?.secretId === secretId && isNear;
  });
}

/** Undefined for a stage that cannot have been deployed as it stands. */
function placeIn(config: EdgeConfig, stage: string): Deployment | undefined {
  try {
    return deploymentOf(config, stage);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
