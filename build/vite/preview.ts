import { resolve } from 'node:path';
import type { PreviewServer } from 'vite';
import { createFront } from './front.js';
import { describeStart } from './messages.js';
import { toMiddleware } from './middleware.js';
import type { SpaAuthOptions } from './options.js';
import { isProxied } from './proxy.js';
import { assertPublishable } from './published.js';
import { buildSite } from './site.js';

/**
 * Puts the function in front of the built site.
 *
 * @throws CliError if the function cannot be built, or if the site would publish it.
 */
export async function servePreview(server: PreviewServer, options: SpaAuthOptions): Promise<void> {
  const { config } = server;
  const proxy = config.preview.proxy ?? {};
  const root = resolve(config.root, config.build.outDir);
  await assertPublishable(root, config.root);
  const site = await buildSite(options, config, (path) => isProxied(proxy, path));
  const side = {
    ...{ root, base: config.base, appType: config.appType, proxy },
    isHttps: Boolean(config.preview.https),
  };
  const front = await createFront(site, side, options);
  for (const warning of site.warnings) {
    config.logger.warn(`[pocket-spa-auth] ${warning}`);
  }
  server.middlewares.use(toMiddleware(front.admit));
  describeStart(server, options, () => front.loginPath);
}
