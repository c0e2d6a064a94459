import { DEFAULT_MAX_AGE } from '../../signer/index.js';
import { ConfigError } from '../host/errors.js';
import { NAME_LIMIT } from '../platform/limits.js';
import type { DeployConfig, EdgeConfig } from './edge-config.js';

/** Where in AWS one stage lives: every default filled in. */
export interface Deployment {
  /** The name of the function and of its KeyValueStore. */
  readonly name: string;
  readonly stage: string | undefined;
  /** What chooses it on a command line, such as `--stage prd`. */
  readonly selection: string;
  /** What names the distribution and its behaviors there, where the configuration does not. */
  readonly attachment: string;
  readonly distribution: string | undefined;
  readonly behaviors: readonly string[];
  /** The region of Secrets Manager; undefined where the SDK finds it. */
  readonly region: string | undefined;
  readonly secretId: string;
  /** The field of a JSON secret; undefined where the secret is plain text. */
  readonly secretKey: string | undefined;
  /** The names that lead to that field inside nested objects; none where it stands at the top. */
  readonly secretPath: readonly string[];
  readonly maxAge: number;
  readonly backendTtl: number;
  /** Where a rotation keeps its secrets: all in one version of the secret, or one in each, and the labels make the ring. */
  readonly rotation: 'ring' | 'labels';
}

/** What AWS shows beside the names, whichever tool makes the function and its store. */
export const COMMENTS = Object.freeze({
  function: 'Log in first: checks the cookie of pocket-spa-auth',
  store: 'The secret of the function of the same name',
});

/** One stage's deployment, from a configuration that has been checked. */
export function resolveDeployment(
  config: EdgeConfig,
  stage: string | undefined,
  source = 'configuration',
): Deployment {
  const given: DeployConfig = {
    ...config.deploy,
    ...(stage === undefined ? {} : config.stages?.[stage]?.deploy),
  };
  const { name = 'pocket-spa-auth', secretPath = [] } = given;
  const fullName = stage === undefined ? name : `${name}-${stage}`;
  const refuse = (key: keyof DeployConfig, text: string): never => {
    throw new ConfigError(source, [{ path: `deploy.${key}`, text }]);
  };
  const filled = (key: keyof DeployConfig, text: string): string => {
    if (!text.includes('{stage}')) {
      return text;
    }
    if (stage !== undefined) {
      return text.replaceAll('{stage}', stage);
    }
    return refuse(key, 'holds {stage}, and there is no stage; choose one with --stage');
  };
  if (fullName.length > NAME_LIMIT) {
    refuse('name', `with the stage it has ${fullName.length} characters; allowed: ${NAME_LIMIT}`);
  }
  if (secretPath.length > 0 && given.secretKey === undefined) {
    refuse('secretPath', 'leads to no field; allowed: with secretKey beside it');
  }
  return {
    name: fullName,
    stage,
    selection: stage === undefined ? '' : `--stage ${stage}`,
    attachment: '',
    distribution: given.distribution,
    behaviors: given.behaviors ?? ['default'],
    region: given.region,
    secretId: filled(
      'secretId',
      given.secretId ?? (stage === undefined ? name : `${name}/{stage}`),
    ),
    secretKey: given.secretKey,
    secretPath: secretPath.map((step) => filled('secretPath', step)),
    maxAge: given.maxAge ?? DEFAULT_MAX_AGE,
    backendTtl: given.backendTtl ?? 300,
    rotation: given.rotation ?? 'ring',
  };
}
