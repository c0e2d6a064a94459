import { basename, dirname, resolve } from 'node:path';
import type { ViteDevServer } from 'vite';
import { isViteClient, sendClosed } from './closed.js';
import { createFront, type Front } from './front.js';
import { describeProblem, describeStart } from './messages.js';
import { toMiddleware } from './middleware.js';
import type { SpaAuthOptions } from './options.js';
import { findGatedKeys, isProxied } from './proxy.js';
import { buildSite, listFolders } from './site.js';

/**
 * Puts the function in front of a development server, and builds it again when one of its files
 * changes. After a change that cannot be built the last function stays; without one the site is
 * closed.
 */
export function serveDevelopment(server: ViteDevServer, options: SpaAuthOptions): void {
  const { config, watcher, ws } = server;
  const { logger, base } = config;
  const proxy = config.server.proxy ?? {};
  const side = {
    ...{ root: config.root, base, appType: config.appType, proxy },
    isHttps: Boolean(config.server.https),
  };
  let front: Front | undefined;
  let problem: string | undefined;
  let code: string | undefined;
  let watched = new Set<string>();
  let building: Promise<void> | undefined;
  let isStale = false;

  async function build(): Promise<void> {
    try {
      const site = await buildSite(options, config, (path) => isProxied(proxy, path));
      const next = await createFront(site, side, options);
      const isReplaced = problem !== undefined || (code !== undefined && code !== site.built.code);
      front?.close();
      front = next;
      problem = undefined;
      code = site.built.code;
      watched = new Set(site.files.map((file) => resolve(file)));
      watcher.add([...watched]);
      if (isReplaced) {
        logger.info('[pocket-spa-auth] the function was built again', { timestamp: true });
        ws.send({ type: 'full-reload' });
      }
      warn([...site.warnings, ...describeGatedKeys(findGatedKeys(proxy, site.config))]);
    } catch (error) {
      problem = describeProblem(error);
      const kept = front ? 'the last function stays in place' : 'nothing is served';
      logger.error(`[pocket-spa-auth] ${problem}\n  ${kept}`, { timestamp: true });
      showProblem();
    }
  }

  const told = new Set<string>();
  function warn(warnings: readonly string[]): void {
    for (const warning of warnings.filter((each) => !told.has(each))) {
      told.add(warning);
      logger.warn(`[pocket-spa-auth] ${warning}`);
    }
  }

  function showProblem(): void {
    if (problem !== undefined) {
      ws.send({ type: 'error', err: { message: problem, stack: '', plugin: 'pocket-spa-auth' } });
    }
  }

  function rebuild(): Promise<void> {
    isStale = true;
    building ??= (async () => {
      while (isStale) {
        isStale = false;
        await build();
      }
      building = undefined;
    })();
    return building;
  }

  const folders = listFolders(config);
  watcher.on('all', (_event, path) => {
    const file = resolve(path);
    const isConfig =
      folders.includes(dirname(file)) && /^(?:spa-auth\.config\.\w+|\.env.*)$/.test(basename(file));
    // What an unsuccessful build would have read is not known, so that each file may repair it.
    if (isConfig || watched.has(file) || problem !== undefined) {
      rebuild();
    }
  });
  // A page that is opened while there is a problem shows it too.
  ws.on('connection', showProblem);

  server.middlewares.use(
    toMiddleware(async (request, response) => {
      await building;
      if (front) {
        return front.admit(request, response);
      }
      if (isViteClient(request.url ?? '', base)) {
        return true;
      }
      sendClosed(request, response, base, problem ?? '');
      return false;
    }),
  );
  describeStart(server, options, () => front?.loginPath);
  rebuild();
}

function describeGatedKeys(keys: readonly string[]): string[] {
  return keys.map(
    (key) =>
      `server.proxy has ${JSON.stringify(key)}, which is no path of the backend, so the function runs for it; if it is one on your site, add it to backendPaths of the configuration`,
  );
}
