import type { ConfigProblem } from '../../host/errors.js';
import { pathProblem } from '../allowed.js';
import { describeValue } from '../problems.js';
import {
  findMisspelledKeys,
  getField,
  isTable,
  ROUTE_KEYS,
  type StageView,
  type Table,
} from './table.js';

/** A route that requires a token, as this project sees it. */
export interface GatedRoute {
  readonly index: number;
  readonly loginPath: string;
  readonly spaFallback: string | false;
  readonly behavior: string;
}

// What the family's tools take where the key is left out.
const LOGIN_PATH = '/api/auth/login';

const FALLBACK = 'index.html';

/** The gates among a distribution's routes, and what is wrong with any of the routes. */
export function findGatedRoutes(
  view: StageView,
  name: string,
): { gates: GatedRoute[]; problems: ConfigProblem[] } {
  const path = ['cloudfront', name, 'routes'];
  const routes = view.at(...path) ?? [];
  if (!Array.isArray(routes) || !routes.every(isTable)) {
    const text = `found ${describeValue(routes)}; allowed: a list of tables`;
    return { gates: [], problems: [{ path: view.place(...path), text }] };
  }
  const problems: ConfigProblem[] = [];
  const gates = routes.flatMap((route, index) => {
    const place = (key: string) => view.place(...path, index, key);
    problems.push(...findMisspelledKeys(route, ROUTE_KEYS, view.place(...path, index)));
    const read = reader(route, place, problems);
    return read.flag('require_token') ? [{ index, ...gateOf(read, place, problems) }] : [];
  });
  problems.push(...differences(gates, (index, key) => view.place(...path, index, key)));
  return { gates, problems };
}

type Place = (key: string) => string;

function gateOf(read: Reader, place: Place, problems: ConfigProblem[]): Omit<GatedRoute, 'index'> {
  const pattern = read.text('path_pattern', '');
  if (pattern !== '' && !pattern.startsWith('/')) {
    problems.push({
      path: place('path_pattern'),
      text: `found ${describeValue(pattern)}; allowed: a pattern that begins with "/", or none for the default behavior`,
    });
  }
  return {
    loginPath: read.text('login_path', LOGIN_PATH),
    spaFallback: read.flag('is_spa') && fallbackOf(pattern, read, place, problems),
    behavior: pattern || 'default',
  };
}

/** The document below the folder that the pattern names, where the family's uploads put it. */
function fallbackOf(pattern: string, read: Reader, place: Place, problems: ConfigProblem[]) {
  const document = read.text('spa_fallback_html', FALLBACK);
  const path = `${pattern.replace(/[/*]+$/, '')}/${document}`;
  const reason = pathProblem(path);
  if (reason !== undefined) {
    problems.push({
      path: place('spa_fallback_html'),
      text: `found ${describeValue(document)}, which makes a path that cannot be used: ${reason}; allowed: a file's name, such as "${FALLBACK}"`,
    });
  }
  return path;
}

/** What keeps several gates from being one function. */
function differences(gates: readonly GatedRoute[], place: (index: number, key: string) => string) {
  const [first, ...rest] = gates;
  return rest.flatMap((gate): ConfigProblem[] => {
    const differ = (key: string, what: string) => ({
      path: place(gate.index, key),
      text: `another ${what} than that of ${place(first!.index, key)}, and one function has one; allowed: the same for every route that requires a token, or a spa-auth.config.json for each, chosen with --config`,
    });
    return [
      ...(gate.loginPath === first!.loginPath ? [] : [differ('login_path', 'login path')]),
      ...(gate.spaFallback === first!.spaFallback
        ? []
        : [differ('spa_fallback_html', 'fallback document')]),
    ];
  });
}

interface Reader {
  flag(key: string): boolean;
  text(key: string, fallback: string): string;
}

/** Reads a table's values; one of a wrong type is a problem, and counts as left out. */
function reader(table: Table, place: Place, problems: ConfigProblem[]): Reader {
  const refuse = (key: string, value: unknown, allowed: string) => {
    if (value === undefined) {
      return;
    }
    problems.push({ path: place(key), text: `found ${describeValue(value)}; allowed: ${allowed}` });
  };
  return {
    flag(key) {
      const value = getField(table, key);
      if (typeof value === 'boolean') {
        return value;
      }
      refuse(key, value, 'true or false');
      return false;
    },
    text(key, fallback) {
      const value = getField(table, key);
      if (typeof value === 'string') {
        return value;
      }
      refuse(key, value, 'text');
      return fallback;
    },
  };
}
