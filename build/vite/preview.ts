import { resolve } from 'node:path';
import type { PreviewServer } from 'vite';
import { createFront } from './front.js';
import { describeSite, printInspector } from './messages.js';
import { toMiddleware } from './middleware.js';
import type { SpaAuthOptions } from './options.js';
import { assertProxyKeys } from './proxy.js';
import { assertPublishable } from './published.js';
import { buildSite } from './site.js';
import { guardUpgrades } from './upgrades.js';

/**
 * Puts the function in front of the built site.
 *
 * @throws CliError if the function cannot be built, or if the site would publish it.
 */
export async function servePreview(server: PreviewServer, options: SpaAuthOptions): Promise<void> {
  const { config } = server;
  const proxy = config.preview.proxy ?? {};
  assertProxyKeys(proxy, 'preview.proxy');
  const root = resolve(config.root, config.build.outDir);
  await assertPublishable(root, config.root);
  const site = await buildSite(options, config, proxy);
  const side = {
    ...{ root, base: config.base, appType: config.appType, proxy },
    isHttps: Boolean(config.preview.https),
  };
  const front = await createFront(site, side, options);
  server.middlewares.use(toMiddleware(front.admit));
  guardUpgrades(server.httpServer, server.config.root, {
    isExempt: () => false,
    admit: front.admitUpgrade,
  });
  const { notes, warnings } = describeSite(site, options, front.loginPath, 'preview.proxy');
  for (const note of notes) {
    config.logger.info(`[pocket-spa-auth] ${note}`);
  }
  for (const warning of warnings) {
    config.logger.warn(`[pocket-spa-auth] ${warning}`);
  }
  if (options.inspector !== false) {
    printInspector(server);
  }
}
