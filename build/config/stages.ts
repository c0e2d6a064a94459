import { ConfigError } from '../host/errors.js';
import { type Deployment, resolveDeployment } from './deployment.js';
import type { EdgeConfig } from './edge-config.js';

/** The other stages of a configuration whose secret in Secrets Manager is the same one. */
export function stagesSharingSecret(
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
    return resolveDeployment(config, stage);
  } catch (error) {
    if (error instanceof ConfigError) {
      return undefined;
    }
    throw error;
  }
}

/** The stage asked for; `POCKET_STAGE` counts only for a configuration that has stages. */
export function chooseStage(config: unknown, stage: string | undefined): string | undefined {
  if (stage !== undefined) {
    return stage;
  }
  const stages = (config as { stages?: unknown } | null)?.stages;
  const hasStages = typeof stages === 'object' && stages !== null && Object.keys(stages).length > 0;
  return hasStages ? process.env.POCKET_STAGE || undefined : undefined;
}
