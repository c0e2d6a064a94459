import { LOGIN_PAGE } from '../../../../fakes/gated-site.js';
import { errorPage, isStranger, type Leak, opens, replaces, SHELL } from './leak.js';

const opensPath = (path: string) => opens((asked) => asked.path === path);

const file = (name: string, path: string): Leak => ({
  name,
  fault: opensPath(path),
  found: { target: new RegExp(`^${path.replaceAll('.', '\\.')}$`) },
});

const stray = (path: string, body: string): Leak => ({
  name: `a stray file, ${path}`,
  fault: replaces(
    (asked) => asked.path === path,
    () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body }),
  ),
  found: { target: new RegExp(`^${path.replaceAll('.', '\\.')}$`) },
  harmless: replaces((asked) => asked.path === path && isStranger(asked), errorPage(404)),
});

/** Files that anybody gets. */
export const FILE_LEAKS: readonly Leak[] = [
  { name: 'no gate at all', fault: opens(isStranger), found: { target: /^\/$/ } },
  file('the document', '/index.html'),
  {
    name: 'deep links',
    fault: opens((asked) => isStranger(asked) && /^\/.+\/7$/.test(asked.path)),
    found: { target: /7\?view=chart$/ },
  },
  {
    ...file('scripts', '/assets/app.js'),
    harmless: opens(({ path }) => path === '/login/style.js'),
  },
  file('a script that only another one imports', '/assets/lazy.js'),
  file('a worker', '/assets/worker.js'),
  file('a service worker', '/sw.js'),
  file('a file that only a service worker names', '/assets/cached.css'),
  file('an image of the manifest', '/icons/512.png'),
  file('an image in a srcset', '/large.png'),
  file('a font of a style sheet', '/assets/quay.woff2'),
  file('a source map', '/assets/app.js.map'),
  file('a source that only a source map names', '/src/main.ts'),
  file('a page behind a link', '/help.html'),
  stray('/.git/HEAD', 'ref: refs/heads/main\n'),
  stray('/.env', 'DATABASE=postgres://harbor\n'),
  stray('/viewer-request.js', 'function handler(event) { return event.request; }'),
  stray('/edge/viewer-request.js', 'function handler(event) { return event.request; }'),
  stray('/asset-manifest.json', '{"files":{"main.js":"/static/js/main.js"}}'),
  {
    name: 'a page in place of the login page',
    fault: replaces(({ path, hasToken }) => path === '/' && !hasToken, errorPage(200)),
    found: { target: /^\/$/ },
    harmless: replaces(
      (asked) => isStranger(asked) && asked.method === 'GET' && asked.path === '/',
      () => ({ status: 200, headers: SHELL, body: LOGIN_PAGE }),
    ),
  },
];
