import type { PreviewServer, ViteDevServer } from 'vite';
import { CliError } from '../host/errors.js';
import { quoteForTerminal } from '../host/format.js';
import { INSPECTOR_PATH } from '../preview/inspector/inspector.js';
import type { SpaAuthOptions } from './options.js';
import type { GatedKey } from './proxy.js';
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

const GATED_BECAUSE: Readonly<Record<GatedKey['why'], string>> = {
  path: ', which is more than paths of the backend, so the function runs for the others; if your backend has them on your site too, add them to backendPaths of the configuration',
  bypass:
    ' with bypass, which may lead to files, so the function runs for it: on the path that is asked for, not on the one that bypass returns',
};

/** What a developer is told of a site that has been built. */
export function describeSite(
  site: Site,
  { loginAs }: SpaAuthOptions,
  loginPath: string | undefined,
  option: 'server.proxy' | 'preview.proxy',
): { readonly notes: readonly string[]; readonly warnings: readonly string[] } {
  const who = loginAs === undefined ? 'any user id' : quoteForTerminal(loginAs);
  return {
    notes: loginPath === undefined ? [] : [`development login for ${who} at ${loginPath}`],
    warnings: [
      ...(site.warning === undefined ? [] : [site.warning]),
      ...(site.isConfigured ? [] : ['no configuration was found, so the defaults apply']),
      ...site.gatedKeys.map(
        ({ key, why }) => `${option} has ${quoteForTerminal(key)}${GATED_BECAUSE[why]}`,
      ),
    ],
  };
}
