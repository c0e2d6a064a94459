import type { PreviewServer, ViteDevServer } from 'vite';
import { CliError } from '../host/errors.js';
import { quoteForTerminal } from '../host/format.js';
import { INSPECTOR_PATH } from '../preview/inspector/inspector.js';
import type { SpaAuthOptions } from './options.js';
import type { Site } from './site.js';

/** Says what went wrong. The message of an error that is not ours could quote a secret. */
export function describeProblem(error: unknown): string {
  if (error instanceof CliError) {
    return error.message;
  }
  const name = error instanceof Error ? error.name : 'not an Error';
  const frames = error instanceof Error ? (error.stack?.match(/^ {4}at .*$/gm) ?? []) : [];
  return [`unexpected error: ${name}`, ...frames].join('\n');
}

/** Adds the address of the inspector to those that Vite prints at the start. */
export function printInspector(server: ViteDevServer | PreviewServer): void {
  const printUrls = server.printUrls.bind(server);
  server.printUrls = () => {
    printUrls();
    const [local] = server.resolvedUrls?.local ?? [];
    if (local !== undefined) {
      const url = new URL(INSPECTOR_PATH, local);
      server.config.logger.info(`  ➜  Inspector: ${url.href}`);
    }
  };
}

/** What a developer is told of a site that has been built. */
export function describeSite(
  site: Site,
  { loginAs }: SpaAuthOptions,
  loginPath: string | undefined,
): { readonly notes: readonly string[]; readonly warnings: readonly string[] } {
  const who = loginAs === undefined ? 'any user id' : quoteForTerminal(loginAs);
  return {
    notes: loginPath === undefined ? [] : [`development login for ${who} at ${loginPath}`],
    warnings: [
      ...(site.warning === undefined ? [] : [site.warning]),
      ...(site.isConfigured ? [] : ['no configuration was found, so the defaults apply']),
      ...site.gatedKeys.map(
        (key) =>
          `server.proxy has ${quoteForTerminal(key)}, which is no path of the backend, so the function runs for it; if it is one on your site, add it to backendPaths of the configuration`,
      ),
    ],
  };
}
