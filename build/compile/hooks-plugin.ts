import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { ResolvedConfig } from '../config/edge-config.js';
import { HOOKS } from '../config/hooks.js';
import { packageRoot } from '../host/packages.js';

const EDGE_HOOKS = join(packageRoot, 'edge/hooks');

const VIRTUAL = 'for hooks';

/** What a hook may import beside its own modules. */
const PROVIDED: Readonly<Record<string, string>> = {
  // It returns its argument, so esbuild leaves nothing of it.
  'pocket-spa-auth/build': 'export function defineHook(hook) { return hook; }',
  crypto: 'export default cryptoModule;',
  'node:crypto': 'export default cryptoModule;',
};

/** Puts the owner's modules in the place of `edge/hooks/before.ts` and `after.ts`. */
export function hooksPlugin(config: ResolvedConfig): Plugin {
  return {
    name: 'hooks',
    setup({ onResolve, onLoad }) {
      for (const name of HOOKS) {
        const path = config[name];
        onResolve({ filter: new RegExp(`/${name}\\.js$`) }, ({ importer }) =>
          path !== false && isFunctionModule(importer) ? { path } : undefined,
        );
      }
      onResolve({ filter: /^(?:pocket-spa-auth\/build|(?:node:)?crypto)$/ }, ({ path }) => ({
        path,
        namespace: VIRTUAL,
        sideEffects: false,
      }));
      onLoad({ filter: /^/, namespace: VIRTUAL }, ({ path }) => ({ contents: PROVIDED[path]! }));
    },
  };
}

/** Whether a module of the function itself imports, and no module of the owner. */
function isFunctionModule(importer: string): boolean {
  return [EDGE_HOOKS, join(packageRoot, 'edge/trace')].includes(dirname(importer));
}
