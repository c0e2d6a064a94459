import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ViteDevServer } from 'vite';
import { isViteClient, sendClosed } from './closed.js';
import { createFront, type Front } from './front.js';
import { describeProblem, describeSite, printInspector } from './messages.js';
import { toMiddleware } from './middleware.js';
import type { SpaAuthOptions } from './options.js';
import { assertProxyKeys } from './proxy.js';
import { buildSite, listFolders, type Site } from './site.js';
import { guardViteUpgrades } from './upgrades.js';

// An editor may empty a file and then write it, and of events this close one may be lost.
const SETTLE_MS = 100;

// What bundle-require writes beside a configuration for as long as it runs it.
const BUNDLED_CONFIG = /\.bundled_\w+\.[cm]js$/;

/**
 * Puts the function in front of a development server, and builds it again when one of its files
 * changes. After a change that cannot be built the last function stays; without one the site is
 * closed.
 */
export function serveDevelopment(server: ViteDevServer, options: SpaAuthOptions): void {
  const { config, watcher, ws } = server;
  const { logger, base } = config;
  const proxy = config.server.proxy ?? {};
  assertProxyKeys(proxy, 'server.proxy');
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
      const site = await buildSite(options, config, proxy);
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
      tell(site, front.loginPath);
    } catch (error) {
      problem = describeProblem(error);
      const kept = front ? 'the last function stays in place' : 'nothing is served';
      logger.error(`[pocket-spa-auth] ${problem}\n  ${kept}`, { timestamp: true });
      showProblem();
    }
  }

  const told = new Set<string>();
  function tell(site: Site, loginPath: string | undefined): void {
    const { notes, warnings } = describeSite(site, options, loginPath, 'server.proxy');
    for (const text of [...notes, ...warnings].filter((each) => !told.has(each))) {
      told.add(text);
      logger[notes.includes(text) ? 'info' : 'warn'](`[pocket-spa-auth] ${text}`);
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
        await setTimeout(code === undefined && problem === undefined ? 0 : SETTLE_MS);
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
    const mayRepair = problem !== undefined && !BUNDLED_CONFIG.test(file);
    if (isConfig || watched.has(file) || mayRepair) {
      rebuild();
    }
  });
  // A page that is opened while there is a problem shows it too.
  ws.on('connection', showProblem);

  async function admit(
    request: IncomingMessage,
    response: ServerResponse,
    how: 'admit' | 'admitUpgrade',
  ): Promise<boolean> {
    await building;
    if (front) {
      return front[how](request, response);
    }
    if (how === 'admit' && isViteClient(request.url ?? '', base)) {
      return true;
    }
    sendClosed(request, response, base, problem ?? '');
    return false;
  }

  server.middlewares.use(toMiddleware((request, response) => admit(request, response, 'admit')));
  guardViteUpgrades(server, proxy, (request, response) => admit(request, response, 'admitUpgrade'));
  if (options.inspector !== false) {
    printInspector(server);
  }
  rebuild();
}
