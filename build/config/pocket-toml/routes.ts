import type { ConfigProblem } from '../../host/errors.js';
import { describeValue } from '../problems.js';
import { pathProblem } from '../value-rules.js';
import {
  findMisspelledKeys,
  getField,
  isTable,
  ROUTE_KEYS,
  type StageView,
  type Table,
} from './table.js';

/** A route that requires a token, in the terms of this project. */
export interface ProtectedRoute {
  readonly index: number;
  readonly loginPath: string;
  readonly spaFallback: string | false;
  /** The path pattern of the cache behavior. */
  readonly behavior: string;
}

// The defaults of magic-pocket.
const DEFAULT_LOGIN_PATH = '/api/auth/login';

const DEFAULT_FALLBACK = 'index.html';

/** Finds the routes of a distribution that require a token, and the problems of all its routes. */
export function findProtectedRoutes(
  view: StageView,
  name: string,
): { routes: ProtectedRoute[]; problems: ConfigProblem[] } {
  const path = ['cloudfront', name, 'routes'];
  const tables = view.get(...path) ?? [];
  if (!Array.isArray(tables) || !tables.every(isTable)) {
    const text = `found ${describeValue(tables)}; allowed: a list of tables`;
    return { routes: [], problems: [{ path: view.locate(...path), text }] };
  }
  const problems: ConfigProblem[] = [];
  const routes = tables.flatMap((table, index) => {
    const locate = (key: string) => view.locate(...path, index, key);
    problems.push(...findMisspelledKeys(table, ROUTE_KEYS, view.locate(...path, index)));
    const reader = createReader(table, locate, problems);
    return reader.readBoolean('require_token')
      ? [{ index, ...readProtectedRoute(reader, locate, problems) }]
      : [];
  });
  problems.push(...findDifferences(routes, (index, key) => view.locate(...path, index, key)));
  return { routes, problems };
}

/** Gives the place of a route's key in the file. */
type Locate = (key: string) => string;

function readProtectedRoute(
  reader: Reader,
  locate: Locate,
  problems: ConfigProblem[],
): Omit<ProtectedRoute, 'index'> {
  const pattern = reader.readText('path_pattern', '');
  if (pattern !== '' && !pattern.startsWith('/')) {
    problems.push({
      path: locate('path_pattern'),
      text: `found ${describeValue(pattern)}; allowed: a pattern that begins with "/", or none for the default behavior`,
    });
  }
  return {
    loginPath: reader.readText('login_path', DEFAULT_LOGIN_PATH),
    spaFallback: reader.readBoolean('is_spa') && readFallback(pattern, reader, locate, problems),
    behavior: pattern || 'default',
  };
}

/**
 * The path of the fallback document. magic-pocket uploads it to the folder that the path pattern
 * names.
 */
function readFallback(pattern: string, reader: Reader, locate: Locate, problems: ConfigProblem[]) {
  const document = reader.readText('spa_fallback_html', DEFAULT_FALLBACK);
  const path = `${pattern.replace(/[/*]+$/, '')}/${document}`;
  const reason = pathProblem(path);
  if (reason !== undefined) {
    problems.push({
      path: locate('spa_fallback_html'),
      text: `found ${describeValue(document)}, which does not give a usable path: ${reason}; allowed: a file name, such as "${DEFAULT_FALLBACK}"`,
    });
  }
  return path;
}

/**
 * Finds the settings that must be the same in all protected routes, because one function serves
 * them, but differ.
 */
function findDifferences(
  routes: readonly ProtectedRoute[],
  locate: (index: number, key: string) => string,
): ConfigProblem[] {
  const [first, ...rest] = routes;
  return rest.flatMap((route): ConfigProblem[] => {
    const describeDifference = (key: string, setting: string) => ({
      path: locate(route.index, key),
      text: `this ${setting} differs from ${locate(first!.index, key)}, but one function has only one; allowed: the same in every route that requires a token, or a separate spa-auth.config.json for each, chosen with --config`,
    });
    return [
      ...(route.loginPath === first!.loginPath
        ? []
        : [describeDifference('login_path', 'login path')]),
      ...(route.spaFallback === first!.spaFallback
        ? []
        : [describeDifference('spa_fallback_html', 'fallback document')]),
    ];
  });
}

interface Reader {
  readBoolean(key: string): boolean;
  readText(key: string, fallback: string): string;
}

/**
 * Reads the values of a table. A value of the wrong type is added to the problems and treated as
 * missing.
 */
function createReader(table: Table, locate: Locate, problems: ConfigProblem[]): Reader {
  const refuse = (key: string, value: unknown, allowed: string) => {
    if (value === undefined) {
      return;
    }
    problems.push({
      path: locate(key),
      text: `found ${describeValue(value)}; allowed: ${allowed}`,
    });
  };
  return {
    readBoolean(key) {
      const value = getField(table, key);
      if (typeof value === 'boolean') {
        return value;
      }
      refuse(key, value, 'true or false');
      return false;
    },
    readText(key, fallback) {
      const value = getField(table, key);
      if (typeof value === 'string') {
        return value;
      }
      refuse(key, value, 'text');
      return fallback;
    },
  };
}
