import { ConfigError } from '../../host/errors.js';
import type { EdgeConfig } from '../edge-config.js';
import { describeKey, describeValue, findClosestWord, uniqueProblems } from '../problems.js';
import { chooseStage } from '../stages.js';
import { type StageTranslation, translateStage } from './stage.js';
import { createStageView, getField, isTable, type Table } from './table.js';

export interface TranslateOptions {
  /** The NAME of `[cloudfront.NAME]`; optional if the file has only one. */
  readonly name: string | undefined;
  readonly stage: string | undefined;
  /** The project's name if the file has none. */
  readonly project: string;
  /** The file's name in errors. */
  readonly source: string;
}

export interface Translation {
  readonly config: EdgeConfig;
  /** The place in the file of a key path of the configuration. */
  locate(path: string): string;
}

/**
 * Translates a document of the magic-pocket family to a configuration with the same stages.
 *
 * @throws ConfigError with every problem and its place in the file.
 */
export function translatePocketToml(document: Table, options: TranslateOptions): Translation {
  const { source } = options;
  const stages = listStages(document, source);
  const name = chooseDistribution(document, stages, options.name, source);
  const chosen = chooseStage(
    { stages: Object.fromEntries(stages.map((stage) => [stage, {}])) },
    options.stage,
  );
  if (chosen === undefined && stages.length > 0) {
    throwConfigError(
      source,
      'general.stages',
      `no stage is chosen; choose one with --stage: ${joinNames(stages)}`,
    );
  }
  const views = (stages.length > 0 ? stages : [undefined]).map((stage) =>
    createStageView(document, stage),
  );
  const translations = views.map((view) => translateStage(view, name, options.project));
  const problems = translations.flatMap((translation) => translation.problems);
  if (problems.length > 0) {
    throw new ConfigError(source, uniqueProblems(problems));
  }
  const protectedStages = translations.filter(({ config }) => config !== undefined);
  const exists = chosen === undefined || stages.includes(chosen);
  if (exists && !protectedStages.some(({ stage }) => stage === chosen)) {
    const path = createStageView(document, chosen).locate('cloudfront', name, 'routes');
    throwConfigError(
      source,
      path,
      'no route has require_token = true; allowed: at least one such route',
    );
  }
  const places = new Map([
    ['stages', 'general.stages'],
    ...protectedStages.flatMap((translation) => translation.places),
  ]);
  const prefix = chosen === undefined ? '' : `stages.${chosen}.`;
  return {
    config: combineStages(protectedStages),
    locate: (path) => places.get(path) ?? places.get(`${prefix}${path}`) ?? path,
  };
}

function combineStages(translations: readonly StageTranslation[]): EdgeConfig {
  const [first] = translations;
  if (first && first.stage === undefined) {
    return first.config!;
  }
  return {
    stages: Object.fromEntries(translations.map(({ stage, config }) => [stage!, config!])),
  };
}

/**
 * Lists the stages. If the file has no list of them, they are the sections with their own
 * `cloudfront` table.
 */
function listStages(document: Table, source: string): string[] {
  const listed = getField(getField(document, 'general'), 'stages');
  const sections = Object.keys(document).filter((key) =>
    isTable(getField(document[key], 'cloudfront')),
  );
  if (listed === undefined) {
    return sections;
  }
  if (!Array.isArray(listed) || !listed.every((stage) => typeof stage === 'string')) {
    throwConfigError(
      source,
      'general.stages',
      `found ${describeValue(listed)}; allowed: a list of names`,
    );
  }
  const unlisted = sections.find((section) => !listed.includes(section));
  if (unlisted !== undefined) {
    throwConfigError(
      source,
      `${unlisted}.cloudfront`,
      `general.stages does not list this stage; ${suggestName(unlisted, listed)}`,
    );
  }
  return listed;
}

/** Chooses a distribution: the one that is named, or the only one. */
function chooseDistribution(
  document: Table,
  stages: readonly string[],
  name: string | undefined,
  source: string,
): string {
  const sections = [document, ...stages.map((stage) => document[stage])];
  const tables = sections.flatMap((section) => {
    const cloudfront = getField(section, 'cloudfront');
    return isTable(cloudfront)
      ? Object.keys(cloudfront).filter((key) => isTable(cloudfront[key]))
      : [];
  });
  const names = [...new Set(tables)];
  if (names.length === 0) {
    throwConfigError(source, 'cloudfront', 'found nothing; allowed: a table [cloudfront.NAME]');
  }
  if (name === undefined) {
    if (names.length === 1) {
      return names[0]!;
    }
    throwConfigError(
      source,
      'cloudfront',
      `several tables; choose one with --name: ${joinNames(names)}`,
    );
  }
  if (names.includes(name)) {
    return name;
  }
  const problem = `no table ${describeKey(name)}; ${suggestName(name, names)}`;
  return throwConfigError(source, 'cloudfront', problem);
}

function suggestName(name: string, names: readonly string[]): string {
  const near = findClosestWord(name, names);
  return near === undefined ? `allowed: ${joinNames(names)}` : `did you mean "${near}"?`;
}

function joinNames(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function throwConfigError(source: string, path: string, text: string): never {
  throw new ConfigError(source, [{ path, text }]);
}
