import type { PreviewServer, ViteDevServer } from 'vite';
import { CliError } from '../host/errors.js';
import { INSPECTOR_PATH } from '../preview/inspector/inspector.js';
import type { SpaAuthOptions } from './options.js';

/** Says what went wrong. The message of an error that is not ours could quote a secret. */
export function describeProblem(error: unknown): string {
  if (error instanceof CliError) {
    return error.message;
  }
  const name = error instanceof Error ? error.name : 'not an Error';
  const frames = error instanceof Error ? (error.stack?.match(/^ {4}at .*$/gm) ?? []) : [];
  return [`unexpected error: ${name}`, ...frames].join('\n');
}

/** Adds our addresses to those that Vite prints at the start. */
export function describeStart(
  server: ViteDevServer | PreviewServer,
  { inspector = true, loginAs }: SpaAuthOptions,
  findLoginPath: () => string | undefined,
): void {
  const printUrls = server.printUrls.bind(server);
  server.printUrls = () => {
    printUrls();
    const [local] = server.resolvedUrls?.local ?? [];
    if (local === undefined) {
      return;
    }
    const { logger } = server.config;
    const { origin } = new URL(local);
    const loginPath = findLoginPath();
    if (loginPath !== undefined) {
      const who = loginAs === undefined ? 'any user id' : JSON.stringify(loginAs);
      logger.info(`  ➜  Login:   ${origin}${loginPath} (development login, ${who})`);
    }
    if (inspector) {
      logger.info(`  ➜  Inspector: ${origin}${INSPECTOR_PATH}`);
    }
  };
}
