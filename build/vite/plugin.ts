import type { Plugin, ResolvedConfig as ViteConfig } from 'vite';
import { CliError } from '../host/errors.js';
import { checkOptions, type SpaAuthOptions } from './options.js';

const NAME = 'pocket-spa-auth';

/** What Vite takes as a plugin, whichever version of its types a project has. */
export interface SpaAuthPlugin {
  readonly name: string;
  readonly enforce: 'pre';
}

/**
 * Makes the plugin. In `vite dev` and `vite preview` the built function decides every request
 * before Vite sees it; `vite build` fails if the site would publish the function or the secret.
 *
 * The secret is `SPA_TOKEN_SECRET`, from the environment, Vite's `.env` files of the mode or the
 * `.env` beside the configuration. The development login has a secret of its own, made at the
 * start of the process.
 *
 * @throws CliError if an option is unknown or of another type.
 *
 * @example
 * ```ts
 * import spaAuth from 'pocket-spa-auth/vite';
 * import { defineConfig } from 'vite';
 *
 * const config = defineConfig({ plugins: [spaAuth({ loginAs: 'ada' })] });
 *
 * config.plugins?.length; // => 1
 * ```
 */
export function spaAuth(options: SpaAuthOptions = {}): SpaAuthPlugin {
  checkOptions(options);
  let vite: ViteConfig;
  let hasFailed = false;
  const isPublished = () => vite.command === 'build' && !vite.build.ssr && vite.build.write;
  const plugin: Plugin & SpaAuthPlugin = {
    name: NAME,
    // Before the other plugins: what they answer is behind the function too.
    enforce: 'pre',
    async configResolved(config) {
      vite = config;
      if (config.plugins.filter(({ name }) => name === NAME).length > 1) {
        throw new CliError('ERR_VITE_OPTIONS', 'spaAuth() is in plugins more than once; keep one');
      }
      const { assertHiddenSecret } = await import('./published.js');
      assertHiddenSecret(config);
    },
    configureServer: {
      order: 'pre',
      async handler(server) {
        const { serveDevelopment } = await import('./dev.js');
        serveDevelopment(server, options);
      },
    },
    configurePreviewServer: {
      order: 'pre',
      async handler(server) {
        const { servePreview } = await import('./preview.js');
        await servePreview(server, options);
      },
    },
    async buildStart() {
      if (isPublished() && vite.publicDir && vite.build.copyPublicDir) {
        const { assertPublishable } = await import('./published.js');
        await assertPublishable(vite.publicDir, vite.root);
      }
    },
    buildEnd(error) {
      hasFailed = error !== undefined;
    },
    generateBundle: {
      order: 'post',
      async handler(_output, bundle) {
        if (this.environment.config.consumer === 'client') {
          const { assertNoSecret } = await import('./published.js');
          await assertNoSecret(bundle, options, vite);
        }
      },
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (isPublished() && !hasFailed) {
          const [{ assertPublishable }, { resolve }] = await Promise.all([
            import('./published.js'),
            import('node:path'),
          ]);
          await assertPublishable(resolve(vite.root, vite.build.outDir), vite.root);
        }
      },
    },
  };
  return plugin;
}
