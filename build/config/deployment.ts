import { DEFAULT_MAX_AGE } from '../../signer/index.js';
import { ConfigError } from '../host/errors.js';
import { NAME_LIMIT } from '../platform/limits.js';
import type { DeployConfig, EdgeConfig, ManagingTool } from './edge-config.js';

/** Where one stage is deployed in AWS, with every default filled in. */
export interface Deployment {
  /** The name of the function and of its KeyValueStore. */
  readonly name: string;
  readonly stage: string | undefined;
  /** The command-line options that choose this deployment, such as `--stage prd`. */
  readonly selection: string;
  /**
   * The command-line options that name the distribution and its behaviors; empty if the
   * configuration names them.
   */
  readonly attachment: string;
  readonly distribution: string | undefined;
  readonly behaviors: readonly string[];
  /** The region of Secrets Manager; undefined if the AWS SDK is to find it. */
  readonly region: string | undefined;
  readonly secretId: string;
  /** The field of a JSON secret; undefined if the secret is plain text. */
  readonly secretKey: string | undefined;
  /**
   * The names of the nested objects around that field, outermost first; empty if the field is at
   * the top level.
   */
  readonly secretPath: readonly string[];
  readonly maxAge: number;
  readonly backendTtl: number;
  /**
   * Where a rotation keeps its secrets: all in one version of the secret, or one in each labeled
   * version.
   */
  readonly rotation: 'ring' | 'labels';
  /** The tool that attaches the function; undefined if `deploy` does. */
  readonly managedBy: ManagingTool | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The KMS key of the secret; undefined for the one of Secrets Manager. */
  readonly kmsKeyId: string | undefined;
}

/** The comments of the function and its store in AWS, the same from every deployment tool. */
export const COMMENTS = Object.freeze({
  function: 'Log in first: checks the cookie of pocket-spa-auth',
  store: 'The secret of the function of the same name',
});

/**
 * Gives the deployment of one stage from a configuration that has been checked. `source` names the
 * configuration in errors.
 *
 * @throws ConfigError if the keys of `deploy` do not fit together or do not fit the stage.
 */
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
  const fillStage = (key: keyof DeployConfig, text: string): string => {
    if (!text.includes('{stage}')) {
      return text;
    }
    if (stage !== undefined) {
      return text.replaceAll('{stage}', stage);
    }
    return refuse(key, 'contains {stage}, but no stage is chosen; choose one with --stage');
  };
  if (fullName.length > NAME_LIMIT) {
    refuse(
      'name',
      `has ${fullName.length} characters with the stage; allowed: at most ${NAME_LIMIT}`,
    );
  }
  if (secretPath.length > 0 && given.secretKey === undefined) {
    refuse(
      'secretPath',
      'needs secretKey, the name of the field; allowed: only together with secretKey',
    );
  }
  return {
    name: fullName,
    stage,
    selection: stage === undefined ? '' : `--stage ${stage}`,
    attachment: '',
    distribution: given.distribution,
    behaviors: given.behaviors ?? ['default'],
    region: given.region,
    secretId: fillStage('secretId', given.secretId ?? defaultSecretId(name, stage)),
    secretKey: given.secretKey,
    secretPath: secretPath.map((name) => fillStage('secretPath', name)),
    maxAge: given.maxAge ?? DEFAULT_MAX_AGE,
    backendTtl: given.backendTtl ?? 300,
    rotation: given.rotation ?? 'ring',
    managedBy: given.managedBy,
    tags: given.tags ?? {},
    kmsKeyId: given.kmsKeyId,
  };
}

/** The names that a deployment had before `deploy.name` was changed. */
export interface FormerDeployment {
  /** The name of the function and of its KeyValueStore. */
  readonly name: string;
  readonly secretId: string;
}

/**
 * Gives the names before a rename from the former name of the function. The secret had another name
 * too, unless the configuration names it.
 */
export function resolveFormer(
  { name, stage, secretId }: Pick<Deployment, 'name' | 'stage' | 'secretId'>,
  formerName: string,
): FormerDeployment {
  const isDefault = secretId === defaultSecretId(withoutStage(name, stage), stage);
  return {
    name: formerName,
    secretId: isDefault ? defaultSecretId(withoutStage(formerName, stage), stage) : secretId,
  };
}

function withoutStage(name: string, stage: string | undefined): string {
  return stage !== undefined && name.endsWith(`-${stage}`)
    ? name.slice(0, -stage.length - 1)
    : name;
}

function defaultSecretId(name: string, stage: string | undefined): string {
  return stage === undefined ? name : `${name}/${stage}`;
}
