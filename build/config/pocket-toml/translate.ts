import { ConfigError } from '../../host/errors.js';
import type { EdgeConfig } from '../edge-config.js';
import { closestWord, describeKey, describeValue, uniqueProblems } from '../problems.js';
import { chooseStage } from '../stages.js';
import { type StageTranslation, translateStage } from './stage.js';
import { createStageView, getField, isTable, type Table } from './table.js';

/** The names of the stages; where the file lists none, the sections that hold a `cloudfront` of their own. */
export function listStages(document: Table, source: string): string[] {
  const listed = getField(getField(document, 'general'), 'stages');
  const sections = Object.keys(document).filter((key) =>
    isTable(getField(document[key], 'cloudfront')),
  );
  if (listed === undefined) {
    return sections;
  }
  if (!Array.isArray(listed) || !listed.every((stage) => typeof stage === 'string')) {
    throwProblem(
      source,
      'general.stages',
      `found ${describeValue(listed)}; allowed: a list of names`,
    );
  }
  const stray = sections.find((section) => !listed.includes(section));
  if (stray !== undefined) {
    const near = closestWord(stray, listed);
    const hint = near === undefined ? `allowed: ${joinNames(listed)}` : `did you mean "${near}"?`;
    throwProblem(source, `${stray}.cloudfront`, `no stage of general.stages; ${hint}`);
  }
  return listed;
}

/** The distribution's name: the one asked for, or the only one. */
export function chooseDistribution(
  document: Table,
  stages: readonly string[],
  name: string | undefined,
  source: string,
): string {
  const tables = [document, ...stages.map((stage) => document[stage])].flatMap((section) => {
    const cloudfront = getField(section, 'cloudfront');
    return isTable(cloudfront)
      ? Object.keys(cloudfront).filter((key) => isTable(cloudfront[key]))
      : [];
  });
  const names = [...new Set(tables)];
  if (names.length === 0) {
    throwProblem(source, 'cloudfront', 'found nothing; allowed: a table [cloudfront.NAME]');
  }
  if (name === undefined) {
    if (names.length === 1) {
      return names[0]!;
    }
    throwProblem(
      source,
      'cloudfront',
      `several tables; choose one with --name: ${joinNames(names)}`,
    );
  }
  if (names.includes(name)) {
    return name;
  }
  const near = closestWord(name, names);
  const hint = near === undefined ? `allowed: ${joinNames(names)}` : `did you mean "${near}"?`;
  return throwProblem(source, 'cloudfront', `no table ${describeKey(name)}; ${hint}`);
}

export function throwProblem(source: string, path: string, text: string): never {
  throw new ConfigError(source, [{ path, text }]);
}

export function joinNames(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** What of a file is wanted, and what the file itself may leave out. */
export interface TranslateOptions {
  /** The NAME of `[cloudfront.NAME]`; may be left out where there is one. */
  readonly name: string | undefined;
  readonly stage: string | undefined;
  /** The project's name where the file has none. */
  readonly project: string;
  /** What errors name the file by. */
  readonly source: string;
}

export interface Translation {
  readonly config: EdgeConfig;
  /** Where a key path of that configuration stands in the file. */
  placeOf(path: string): string;
}

/** The configuration that a document of the magic-pocket family describes, one stage for each of its own. */
export function translatePocketToml(document: Table, choice: TranslateOptions): Translation {
  const { source } = choice;
  const stages = listStages(document, source);
  const name = chooseDistribution(document, stages, choice.name, source);
  const chosen = chooseStage(
    { stages: Object.fromEntries(stages.map((s) => [s, {}])) },
    choice.stage,
  );
  if (chosen === undefined && stages.length > 0) {
    throwProblem(
      source,
      'general.stages',
      `no stage is chosen; choose one with --stage: ${joinNames(stages)}`,
    );
  }
  const views = (stages.length > 0 ? stages : [undefined]).map((s) => createStageView(document, s));
  const parts = views.map((view) => translateStage(view, name, choice.project));
  const problems = parts.flatMap((part) => part.problems);
  if (problems.length > 0) {
    throw new ConfigError(source, uniqueProblems(problems));
  }
  const gated = parts.filter((part) => part.config !== undefined);
  const isKnown = chosen === undefined || stages.includes(chosen);
  if (isKnown && !gated.some(({ stage }) => stage === chosen)) {
    const path = createStageView(document, chosen).place('cloudfront', name, 'routes');
    throwProblem(
      source,
      path,
      'no route has require_token = true; allowed: at least one to protect',
    );
  }
  const places = new Map([['stages', 'general.stages'], ...gated.flatMap((part) => part.places)]);
  const own = chosen === undefined ? '' : `stages.${chosen}.`;
  return {
    config: configOf(gated),
    placeOf: (path) => places.get(path) ?? places.get(`${own}${path}`) ?? path,
  };
}

function configOf(parts: readonly StageTranslation[]): EdgeConfig {
  const [first] = parts;
  if (first && first.stage === undefined) {
    return first.config!;
  }
  return { stages: Object.fromEntries(parts.map(({ stage, config }) => [stage!, config!])) };
}
