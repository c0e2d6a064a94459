import { ConfigError } from '../errors.js';
import type { DeployConfig, EdgeConfig } from './types.js';

/** Where in AWS one stage lives: every default filled in. */
export interface Deployment {
  /** The name of the function and of its KeyValueStore. */
  readonly name: string;
  readonly stage: string | undefined;
  readonly distribution: string | undefined;
  readonly behaviors: readonly string[];
  readonly secretId: string;
  /** The field of a JSON secret; undefined where the secret is plain text. */
  readonly secretKey: string | undefined;
  readonly maxAge: number;
  readonly backendTtl: number;
}

// CloudFront's limit for the name of a function and of a KeyValueStore.
const LONGEST_NAME = 64;

/** One stage's deployment, from a configuration that has been checked. */
export function deploymentOf(
  config: EdgeConfig,
  stage: string | undefined,
  source = 'configuration',
): Deployment {
  const given: DeployConfig = {
    ...config.deploy,
    ...(stage === undefined ? {} : config.stages?.[stage]?.deploy),
  };
  const { name = 'pocket-spa-auth' } = given;
  const fullName = stage === undefined ? name : `${name}-${stage}`;
  if (fullName.length > LONGEST_NAME) {
    const text = `with the stage it has ${fullName.length} characters; allowed: ${LONGEST_NAME}`;
    throw new ConfigError(source, [{ path: 'deploy.name', text }]);
  }
  return {
    name: fullName,
    stage,
    distribution: given.distribution,
    behaviors: given.behaviors ?? ['default'],
    secretId: secretIdOf(given.secretId, name, stage, source),
    secretKey: given.secretKey,
    maxAge: given.maxAge ?? 604_800,
    backendTtl: given.backendTtl ?? 300,
  };
}

function secretIdOf(
  given: string | undefined,
  name: string,
  stage: string | undefined,
  source: string,
): string {
  const id = given ?? (stage === undefined ? name : `${name}/{stage}`);
  if (stage === undefined && id.includes('{stage}')) {
    const text = 'holds {stage}, and there is no stage; choose one with --stage';
    throw new ConfigError(source, [{ path: 'deploy.secretId', text }]);
  }
  return id.replaceAll('{stage}', stage ?? '');
}
