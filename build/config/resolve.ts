import type * as z from 'zod';
import { ConfigError, type ConfigProblem } from '../host/errors.js';
import { DEFAULTS } from './defaults.js';
import type { DeployConfig, EdgeConfig, ResolvedConfig } from './edge-config.js';
import { closestWord, describeKey, describeValue } from './problems.js';
import { configSchema, DEPLOY_KEYS, STAGE_KEYS, TOP_KEYS } from './schema.js';

type Path = readonly PropertyKey[];

/**
 * Checks a configuration and gives one stage of it with every default filled in; `source` is what errors name it by.
 *
 * @throws ConfigError listing every problem of the configuration, not the first alone.
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
      parsed.error.issues.flatMap((issue) => problemsOf(issue, config)),
    );
  }
  if (stage !== undefined && !Object.hasOwn(parsed.data.stages ?? {}, stage)) {
    throw new ConfigError(source, [unknownStage(parsed.data, stage)]);
  }
  const problems = combinationProblems(parsed.data, stage);
  if (problems.length > 0) {
    throw new ConfigError(source, problems);
  }
  return merge(parsed.data, stage);
}

function merge(config: EdgeConfig, stage: string | undefined): ResolvedConfig {
  const { $schema: _, stages, ...top } = config;
  const { deploy: __, ...merged } = {
    ...DEFAULTS,
    ...top,
    ...(stage === undefined ? {} : stages?.[stage]),
  };
  const header = merged.identityHeader;
  // Header names in CloudFront's event are in lower case.
  return { ...merged, identityHeader: header === false ? false : header.toLowerCase() };
}

/** Judges every stage, so that a file is found wrong today and not when its last stage is deployed. */
function combinationProblems(config: EdgeConfig, chosen: string | undefined): ConfigProblem[] {
  const stages = Object.keys(config.stages ?? {});
  const judged = chosen === undefined ? [undefined, ...stages] : stages;
  return judged.flatMap((stage) => {
    const prefix: Path = stage === undefined ? [] : ['stages', stage];
    const { rotation } = {
      ...config.deploy,
      ...(stage === undefined ? {} : config.stages?.[stage]?.deploy),
    };
    return problemsTogether(merge(config, stage), rotation).map(({ path, text }) => ({
      path: pathText([...prefix, path]),
      text,
    }));
  });
}

/** What two keys make wrong that are right by themselves. */
function problemsTogether(
  { runtime, secret, revocation, loginPath, nextParam }: ResolvedConfig,
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
  if (rotation === 'labels' && secret === 'embedded') {
    problems.push({
      path: 'deploy.rotation',
      text: '"labels" needs the KeyValueStore, for an embedded function has the secret of one version built in; allowed: secret "kvs", or "ring"',
    });
  }
  // Of two parameters of one name most servers read the first, which would not be the one that the function adds.
  if (new URLSearchParams(/\?.*/s.exec(loginPath)?.[0]).has(nextParam)) {
    problems.push({
      path: 'loginPath',
      text: `found ${describeValue(loginPath)}: its query already holds nextParam; allowed: a query without it, or another nextParam`,
    });
  }
  return problems;
}

function unknownStage(config: EdgeConfig, stage: string): ConfigProblem {
  const names = Object.keys(config.stages ?? {});
  const allowed =
    names.length === 0 ? 'no stage, for the file has none' : names.map((n) => `"${n}"`).join(', ');
  return { path: 'stages', text: `no stage ${describeKey(stage)}; allowed: ${allowed}` };
}

function problemsOf(issue: z.core.$ZodIssue, config: unknown): ConfigProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, issue.path));
    // A union's own message says what is allowed; the reason is told by the member that looked closest.
    case 'invalid_union':
      return [problem(issue, reasonOf(issue.errors.flat()), config)];
    case 'invalid_key':
      return [unusableKey(issue)];
    default:
      return [problem(issue, reasonOf([issue]), config)];
  }
}

function problem(issue: z.core.$ZodIssue, reason: string, config: unknown): ConfigProblem {
  const found = describeValue(valueAt(config, issue.path));
  return { path: pathText(issue.path), text: `found ${found}${reason}; allowed: ${issue.message}` };
}

function reasonOf(issues: readonly z.core.$ZodIssue[]): string {
  for (const issue of issues) {
    if (issue.code === 'custom' && issue.params?.reason) {
      return `: ${issue.params.reason}`;
    }
  }
  return '';
}

function unknownKey(key: string, path: Path): ConfigProblem {
  const known = keysAt(path);
  const near = closestWord(key, known);
  const hint = near === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${near}"?`;
  return { path: pathText(path), text: `unknown key ${describeKey(key)}; ${hint}` };
}

function keysAt(path: Path): readonly string[] {
  const isStage = path[0] === 'stages';
  if (path[isStage ? 2 : 0] === 'deploy') {
    return DEPLOY_KEYS;
  }
  return isStage ? STAGE_KEYS : TOP_KEYS;
}

function unusableKey(issue: z.core.$ZodIssueInvalidKey): ConfigProblem {
  const name = describeKey(String(issue.path.at(-1)));
  const allowed = issue.issues[0]?.message ?? issue.message;
  return {
    path: pathText(issue.path.slice(0, -1)),
    text: `unusable key ${name}; allowed: ${allowed}`,
  };
}

function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') {
      return `${text}[${key}]`;
    }
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], value);
}
