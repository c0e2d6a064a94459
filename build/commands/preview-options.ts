import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { CliError, UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import { findSites } from '../host/site-folders.js';
import type { Terminal } from '../host/terminal.js';
import type { OptionSpec } from './command.js';
import { ENGINE_OPTION, wholeNumberParser } from './shared-options.js';

export const DEFAULT_PORT = 8787;

const MAX_PORT = 65_535;

export const parsePort = wholeNumberParser('--port', MAX_PORT);

/** What runs the function of a preview. */
export const PREVIEW_ENGINE_OPTION: OptionSpec = {
  ...ENGINE_OPTION,
  description:
    'what runs the function: vm (Node only), njs, from $POCKET_NJS or the PATH, or nginx',
  parse(text) {
    if (['vm', 'njs', 'nginx'].includes(text)) {
      return text;
    }
    throw new UsageError(`--engine: found ${describeText(text)}; allowed: vm, njs or nginx`);
  },
};

/** Refuses a root that is no folder, or that gives the secret or the function to its readers. */
export async function assertSite(root: string, { cwd }: Terminal): Promise<void> {
  const folder = resolve(cwd, root);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const [site] = findSites(cwd);
    const hint = site === undefined ? '' : `, such as --root ${site}`;
    throw new UsageError(
      `--root: ${JSON.stringify(root)} is not a folder; build the site, or give its folder with --root${hint}`,
    );
  }
  const { describeExposedFile, findExposedFile } = await import('../compile/find-exposed.js');
  const found = await findExposedFile(folder);
  if (found !== undefined) {
    const file = relative(cwd, found.file);
    const { what, why, fix } = describeExposedFile({ ...found, file });
    throw new UsageError(`--root: ${what}; ${why}; ${fix}`);
  }
}

/** The address of a backend. Throws UsageError if it is not usable. */
export function parseBackend(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash) {
    return text;
  }
  // A query may be a password, too.
  const found = describeText(text.replace(/[?#].*$/s, '…'));
  const guess = /^\d{1,5}$/.test(text) ? `http://localhost:${text}` : `http://${text}`;
  const hint = /^(?:\d{1,5}|[\w.-]+:\d{1,5}(?:\/[\w./-]*)?)$/.test(text)
    ? `; did you mean ${guess}?`
    : ', such as http://localhost:8000';
  throw new UsageError(
    `--backend: found ${found}; allowed: an http: or https: URL without user name, query and fragment${hint}`,
  );
}

/** The port in the variable PORT, which hosts and process managers set. */
export function portFromEnvironment({ env }: Terminal): number {
  return env.PORT ? wholeNumberParser('PORT', MAX_PORT)(env.PORT) : DEFAULT_PORT;
}

/** Says how to choose another port, in the way in which the command was started. */
export function adviseOnPort(error: unknown, isDefault: boolean, port: number, { env }: Terminal) {
  if (!(error instanceof CliError) || error.code !== 'ERR_PREVIEW_PORT') {
    return error;
  }
  const other = port < 1024 || port === MAX_PORT ? DEFAULT_PORT : port + 1;
  const script = env.npm_lifecycle_event;
  // npx is no script: it takes the options of the command itself.
  const run =
    !script || script === 'npx' ? '' : script === 'start' ? 'npm start' : `npm run ${script}`;
  const advice =
    run === ''
      ? `--port ${other}`
      : isDefault
        ? `PORT=${other} ${run}`
        : `${run} -- --port ${other}`;
  return new CliError(error.code, error.message.replace(/; .*$/, `; choose another: ${advice}`));
}
