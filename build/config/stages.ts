import { ConfigError } from '../host/errors.js';
import { type Deployment, resolveDeployment } from './deployment.js';
import type { EdgeConfig } from './edge-config.js';

/** Finds the other stages of a configuration that use the same secret in Secrets Manager. */
export function findStagesSharingSecret(
  config: EdgeConfig,
  { stage, region, secretId }: Pick<Deployment, 'stage' | 'region' | 'secretId'>,
): readonly string[] {
  return Object.keys(config.stages ?? {}).filter((other) => {
    const deployment = other === stage ? undefined : resolveIfValid(config, other);
    // A stage without a region may use the same one: the AWS SDK chooses it.
    const mayShareRegion = (region ?? deployment?.region) === (deployment?.region ?? region);
    return deployment?.secretId === secretId && mayShareRegion;
  });
}

/** Undefined if the stage's deployment is not valid, so that it cannot have been deployed. */
function resolveIfValid(config: EdgeConfig, stage: string): Deployment | undefined {
  try {
    return resolveDeployment(config, stage);
  } catch (error) {
    if (error instanceof ConfigError) {
      return undefined;
    }
    throw error;
  }
}

/** The given stage, or `POCKET_STAGE` if the configuration has stages. */
export function chooseStage(config: unknown, stage: string | undefined): string | undefined {
  if (stage !== undefined) {
    return stage;
  }
  const stages = (config as { stages?: unknown } | null)?.stages;
  const hasStages = typeof stages === 'object' && stages !== null && Object.keys(stages).length > 0;
  return hasStages ? process.env.POCKET_STAGE || undefined : undefined;
}
