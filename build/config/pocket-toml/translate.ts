import { ConfigError } from '../../errors.js';
import { distinct } from '../check/distinct.js';
import { chooseStage } from '../stage.js';
import type { EdgeConfig } from '../types.js';
import { listOf, nameOf, refuse, stagesOf } from './choice.js';
import { type Part, partOf } from './part.js';
import { type Table, viewOf } from './view.js';

/** What of a file is wanted, and what the file itself may leave out. */
export interface Choice {
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
export function translate(document: Table, choice: Choice): Translation {
  const { source } = choice;
  const stages = stagesOf(document, source);
  const name = nameOf(document, stages, choice.name, source);
  const chosen = chooseStage(
    { stages: Object.fromEntries(stages.map((s) => [s, {}])) },
    choice.stage,
  );
  if (chosen === undefined && stages.length > 0) {
    refuse(
      source,
      'general.stages',
      `no stage is chosen; choose one with --stage: ${listOf(stages)}`,
    );
  }
  const views = (stages.length > 0 ? stages : [undefined]).map((s) => viewOf(document, s));
  const parts = views.map((view) => partOf(view, name, choice.project));
  const problems = parts.flatMap((part) => part.problems);
  if (problems.length > 0) throw new ConfigError(source, distinct(problems));
  const gated = parts.filter((part) => part.config !== undefined);
  const isKnown = chosen === undefined || stages.includes(chosen);
  if (isKnown && !gated.some(({ stage }) => stage === chosen)) {
    const path = viewOf(document, chosen).place('cloudfront', name, 'routes');
    refuse(source, path, 'no route has require_token = true; allowed: at least one to protect');
  }
  const places = new Map([['stages', 'general.stages'], ...gated.flatMap((part) => part.places)]);
  const own = chosen === undefined ? '' : `stages.${chosen}.`;
  return {
    config: configOf(gated),
    placeOf: (path) => places.get(path) ?? places.get(`${own}${path}`) ?? path,
  };
}

function configOf(parts: readonly Part[]): EdgeConfig {
  const [first] = parts;
  if (first && first.stage === undefined) return first.config!;
  return { stages: Object.fromEntries(parts.map(({ stage, config }) => [stage!, config!])) };
}
