/**
 * A plugin for Vite: the built function stands in front of the app in `vite dev` and `vite
 * preview`, with the development login and the inspector of the command `preview`. Needs the
 * optional peer dependencies `vite` and `esbuild`.
 *
 * @module pocket-spa-auth/vite
 */
export type { SpaAuthOptions } from './options.js';
export { type SpaAuthPlugin, spaAuth as default } from './plugin.js';
