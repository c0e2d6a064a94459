import type { ConfigProblem } from '../../host/errors.js';
import type { StageConfig } from '../edge-config.js';
import { findManagedSecret } from './managed-secret.js';
import { findGatedRoutes, type GatedRoute } from './routes.js';
import {
  DISTRIBUTION_KEYS,
  findMisspelledKeys,
  isTable,
  type StageView,
  stringOr,
} from './table.js';

/** One stage's part of the configuration; without a config where the stage protects nothing. */
export interface StageTranslation {
  readonly stage: string | undefined;
  readonly config: StageConfig | undefined;
  /** Where the configuration's key paths stand in the file. */
  readonly places: readonly (readonly [path: string, place: string])[];
  readonly problems: readonly ConfigProblem[];
}

/** What one stage makes of a distribution's table. */
export function translateStage(
  view: StageView,
  name: string,
  fallbackProject: string,
): StageTranslation {
  const { stage } = view;
  const table = view.at('cloudfront', name);
  const nothing = { stage, config: undefined, places: [] };
  if (!isTable(table)) {
    return { ...nothing, problems: [] };
  }
  const problems = findMisspelledKeys(table, DISTRIBUTION_KEYS, view.place('cloudfront', name));
  const { gates, problems: routeProblems } = findGatedRoutes(view, name);
  problems.push(...routeProblems);
  const [first] = gates;
  if (!first) {
    return { ...nothing, problems };
  }
  const project = stringOr(view.at('general', 'project_name'), fallbackProject);
  const region = view.at('general', 'region');
  // Without stages there is no family project whose secret could be found.
  const secret = stage === undefined ? undefined : findManagedSecret(view, name, stage, project);
  problems.push(...(secret?.problems ?? []));
  return {
    stage,
    config: {
      loginPath: first.loginPath,
      spaFallback: first.spaFallback,
      deploy: {
        name: functionName(project, name),
        behaviors: gates.map(({ behavior }) => behavior),
        // Its backends read AWSCURRENT as a single secret, with bytes.fromhex on the whole value.
        rotation: 'labels',
        // They read it at their start: a day is between two deployments, as a rule.
        backendTtl: 86_400,
        ...(typeof region === 'string' && { region }),
        ...secret?.deploy,
      },
    },
    places: placesOf(view, name, gates),
    problems,
  };
}

function placesOf(
  view: StageView,
  name: string,
  gates: readonly GatedRoute[],
): StageTranslation['places'] {
  const route = (index: number, key: string) =>
    view.place('cloudfront', name, 'routes', index, key);
  const { index } = gates[0]!;
  const places = [
    ['loginPath', route(index, 'login_path')],
    ['spaFallback', route(index, 'spa_fallback_html')],
    ['deploy.name', view.place('general', 'project_name')],
    ['deploy.region', view.place('general', 'region')],
    ['deploy.secretId', view.place('cloudfront', name, 'token_secret')],
    ...gates.map((gate, i) => [`deploy.behaviors[${i}]`, route(gate.index, 'path_pattern')]),
  ] as const;
  const start = view.stage === undefined ? '' : `stages.${view.stage}.`;
  return places.map(([path, place]) => [`${start}${path}`, place!]);
}

/** Apart from those of other projects and other distributions of the account. */
function functionName(project: string, name: string): string {
  return `${project}-${name}`.replace(/[^\w-]/g, '-').replace(/^[^A-Za-z0-9]+/, '');
}
