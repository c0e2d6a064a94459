import type { ConfigProblem } from '../../host/errors.js';
import type { StageConfig } from '../edge-config.js';
import { findManagedSecret } from './managed-secret.js';
import { findProtectedRoutes, type ProtectedRoute } from './routes.js';
import {
  DISTRIBUTION_KEYS,
  findMisspelledKeys,
  isTable,
  type StageView,
  stringOr,
} from './table.js';

/** What one stage of the file contributes to the configuration. */
export interface StageTranslation {
  readonly stage: string | undefined;
  /** Undefined if the stage protects nothing. */
  readonly config: StageConfig | undefined;
  /** The places in the file of the configuration's key paths. */
  readonly places: readonly (readonly [path: string, place: string])[];
  readonly problems: readonly ConfigProblem[];
}

/**
 * Translates one stage of a distribution's table. `fallbackProject` is the project's name if the
 * file has none.
 */
export function translateStage(
  view: StageView,
  name: string,
  fallbackProject: string,
): StageTranslation {
  const { stage } = view;
  const table = view.get('cloudfront', name);
  const nothing = { stage, config: undefined, places: [] };
  if (!isTable(table)) {
    return { ...nothing, problems: [] };
  }
  const problems = findMisspelledKeys(table, DISTRIBUTION_KEYS, view.locate('cloudfront', name));
  const { routes, problems: routeProblems } = findProtectedRoutes(view, name);
  problems.push(...routeProblems);
  const [first] = routes;
  if (!first) {
    return { ...nothing, problems };
  }
  const project = stringOr(view.get('general', 'project_name'), fallbackProject);
  const region = view.get('general', 'region');
  // magic-pocket names its secrets after the stage, so a file without stages has none to find.
  const secret = stage === undefined ? undefined : findManagedSecret(view, name, stage, project);
  problems.push(...(secret?.problems ?? []));
  return {
    stage,
    config: {
      loginPath: first.loginPath,
      spaFallback: first.spaFallback,
      deploy: {
        name: formatFunctionName(project, name),
        behaviors: routes.map(({ behavior }) => behavior),
        // The backends of magic-pocket read the whole value of AWSCURRENT as one secret, with
        // bytes.fromhex.
        rotation: 'labels',
        // They read it when they start. One day is the assumed time between two deployments.
        backendTtl: 86_400,
        ...(typeof region === 'string' && { region }),
        ...secret?.deploy,
      },
    },
    places: listKeyPlaces(view, name, routes),
    problems,
  };
}

function listKeyPlaces(
  view: StageView,
  name: string,
  routes: readonly ProtectedRoute[],
): StageTranslation['places'] {
  const locate = (index: number, key: string) =>
    view.locate('cloudfront', name, 'routes', index, key);
  const { index } = routes[0]!;
  const places = [
    ['loginPath', locate(index, 'login_path')],
    ['spaFallback', locate(index, 'spa_fallback_html')],
    ['deploy.name', view.locate('general', 'project_name')],
    ['deploy.region', view.locate('general', 'region')],
    ['deploy.secretId', view.locate('cloudfront', name, 'token_secret')],
    ...routes.map((route, i) => [`deploy.behaviors[${i}]`, locate(route.index, 'path_pattern')]),
  ] as const;
  const start = view.stage === undefined ? '' : `stages.${view.stage}.`;
  return places.map(([path, place]) => [`${start}${path}`, place!]);
}

/** A name that differs from those of other projects and distributions in the account. */
function formatFunctionName(project: string, name: string): string {
  return `${project}-${name}`.replace(/[^\w-]/g, '-').replace(/^[^A-Za-z0-9]+/, '');
}
