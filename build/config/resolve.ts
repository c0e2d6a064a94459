import type * as z from 'zod';
import { ConfigError, type ConfigProblem } from '../host/errors.js';
import { DEFAULTS } from './defaults.js';
import type { DeployConfig, EdgeConfig, ResolvedConfig } from './edge-config.js';
import { describeKey, describeValue, findClosestWord, formatKeyPath } from './problems.js';
import { configSchema, DEPLOY_KEYS, PREVIEW_KEYS, STAGE_KEYS, TOP_KEYS } from './schema.js';

type Path = readonly PropertyKey[];

/**
 * Checks a configuration and returns one stage of it with every default filled in. `source` names
 * the configuration in errors.
 *
 * @throws ConfigError with every problem of the configuration, not only the first.
 */
export function resolveConfig(
  config: unknown,
  stage?: string,
  source = 'configuration',
): ResolvedConfig {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) {
    throw new ConfigError(
      source,
      parsed.error.issues.flatMap((issue) => describeIssue(issue, config)),
    );
  }
  if (stage !== undefined && !Object.hasOwn(parsed.data.stages ?? {}, stage)) {
    throw new ConfigError(source, [describeUnknownStage(parsed.data, stage)]);
  }
  const problems = findConflictsInStages(parsed.data, stage);
  if (problems.length > 0) {
    throw new ConfigError(source, problems);
  }
  return merge(parsed.data, stage);
}

function merge(config: EdgeConfig, stage: string | undefined): ResolvedConfig {
  const { $schema: _schema, stages, ...top } = config;
  const {
    deploy: _deploy,
    preview: _preview,
    ...merged
  } = {
    ...DEFAULTS,
    ...top,
    ...(stage === undefined ? {} : stages?.[stage]),
  };
  const header = merged.identityHeader;
  // Header names in CloudFront's event are in lower case.
  return { ...merged, identityHeader: header === false ? false : header.toLowerCase() };
}

/** Checks every stage, so that a mistake is found before its stage is deployed. */
function findConflictsInStages(config: EdgeConfig, chosen: string | undefined): ConfigProblem[] {
  const stages = Object.keys(config.stages ?? {});
  const checked = chosen === undefined ? [undefined, ...stages] : stages;
  return checked.flatMap((stage) => {
    const prefix: Path = stage === undefined ? [] : ['stages', stage];
    const { rotation } = {
      ...config.deploy,
      ...(stage === undefined ? {} : config.stages?.[stage]?.deploy),
    };
    return findConflicts(merge(config, stage), rotation).map(({ path, text }) => ({
      path: formatKeyPath([...prefix, path]),
      text,
    }));
  });
}

/** Finds keys whose values are allowed by themselves but not together. */
function findConflicts(
  { runtime, secret, revocation, logReason, loginPath, nextParam }: ResolvedConfig,
  rotation: DeployConfig['rotation'],
) {
  const problems: ConfigProblem[] = [];
  if (runtime === 'cloudfront-js-1.0' && secret === 'kvs') {
    problems.push({
      path: 'runtime',
      text: '"cloudfront-js-1.0" cannot read the KeyValueStore; allowed: secret "embedded", or runtime "cloudfront-js-2.0"',
    });
  }
  if (revocation && secret === 'embedded') {
    problems.push({
      path: 'revocation',
      text: 'true needs the KeyValueStore; allowed: secret "kvs", or false',
    });
  }
  if (logReason && secret === 'embedded') {
    problems.push({
      path: 'logReason',
      text: 'true needs the module "cloudfront", which an embedded function does not import; allowed: secret "kvs", or false',
    });
  }
  if (rotation === 'labels' && secret === 'embedded') {
    problems.push({
      path: 'deploy.rotation',
      text: '"labels" needs the KeyValueStore, because an embedded function contains the secret of one version only; allowed: secret "kvs", or "ring"',
    });
  }
  // If a parameter occurs twice, most servers read the first one, but the function adds the second.
  if (new URLSearchParams(/\?.*/s.exec(loginPath)?.[0]).has(nextParam)) {
    problems.push({
      path: 'loginPath',
      text: `found ${describeValue(loginPath)}: its query already contains nextParam; allowed: a query without it, or another nextParam`,
    });
  }
  return problems;
}

function describeUnknownStage(config: EdgeConfig, stage: string): ConfigProblem {
  const names = Object.keys(config.stages ?? {});
  const allowed =
    names.length === 0
      ? 'no stage, because the configuration has none'
      : names.map((name) => `"${name}"`).join(', ');
  return { path: 'stages', text: `no stage ${describeKey(stage)}; allowed: ${allowed}` };
}

function describeIssue(issue: z.core.$ZodIssue, config: unknown): ConfigProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => describeUnknownKey(key, issue.path));
    // The message of the union says what is allowed. The reason comes from its members.
    case 'invalid_union':
      return [describeValueProblem(issue, findReason(issue.errors.flat()), config)];
    case 'invalid_key':
      return [describeInvalidKey(issue)];
    default:
      return [describeValueProblem(issue, findReason([issue]), config)];
  }
}

function describeValueProblem(
  issue: z.core.$ZodIssue,
  reason: string,
  config: unknown,
): ConfigProblem {
  const found = describeValue(getValue(config, issue.path), issue.path);
  return {
    path: formatKeyPath(issue.path),
    text: `found ${found}${reason}; allowed: ${issue.message}`,
  };
}

function findReason(issues: readonly z.core.$ZodIssue[]): string {
  for (const issue of issues) {
    if (issue.code === 'custom' && issue.params?.reason) {
      return `: ${issue.params.reason}`;
    }
  }
  return '';
}

function describeUnknownKey(key: string, path: Path): ConfigProblem {
  const allowed = listAllowedKeys(path);
  const near = findClosestWord(key, allowed);
  const hint = near === undefined ? `allowed: ${allowed.join(', ')}` : `did you mean "${near}"?`;
  return { path: formatKeyPath(path), text: `unknown key ${describeKey(key)}; ${hint}` };
}

function listAllowedKeys(path: Path): readonly string[] {
  const isStage = path[0] === 'stages';
  switch (path[isStage ? 2 : 0]) {
    case 'deploy':
      return DEPLOY_KEYS;
    case 'preview':
      return PREVIEW_KEYS;
    default:
      return isStage ? STAGE_KEYS : TOP_KEYS;
  }
}

function describeInvalidKey(issue: z.core.$ZodIssueInvalidKey): ConfigProblem {
  const name = describeKey(String(issue.path.at(-1)));
  const allowed = issue.issues[0]?.message ?? issue.message;
  return {
    path: formatKeyPath(issue.path.slice(0, -1)),
    text: `unusable key ${name}${findReason(issue.issues)}; allowed: ${allowed}`,
  };
}

function getValue(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (parent, key) => (parent as Record<PropertyKey, unknown>)?.[key],
    value,
  );
}
