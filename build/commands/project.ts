import { dirname, relative, resolve } from 'node:path';
import type { LocalSites } from '../compile/find-exposed.js';
import type { Terminal } from '../host/terminal.js';
import type { ConfigOptions } from './shared-options.js';

/** The folder of the configuration: that of its file, or the current folder if there is no file. */
export async function findProjectFolder(
  { config, pocketToml }: ConfigOptions,
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<string> {
  const { findConfigFile } = await import('../config/source/config-file.js');
  const file = await findConfigFile(pocketToml ?? config, cwd);
  return file === undefined ? resolve(cwd) : dirname(file);
}

/**
 * Warns if the command runs in a folder without a configuration, but a folder around it has one:
 * the defaults apply then, which is rarely intended.
 */
export async function warnOfOuterConfig(
  { config, pocketToml }: ConfigOptions,
  { cwd, err }: Terminal,
): Promise<void> {
  const { findConfigFile } = await import('../config/source/config-file.js');
  const find = (folder: string) => findConfigFile(undefined, folder).catch(() => undefined);
  if ((config ?? pocketToml) !== undefined || (await find(cwd)) !== undefined) {
    return;
  }
  for (let folder = resolve(cwd); folder !== dirname(folder); ) {
    folder = dirname(folder);
    const file = await find(folder);
    if (file !== undefined) {
      err(
        `pocket-spa-auth: warning: this folder has no configuration, so the defaults apply; to use the one of a folder around it: --config ${relative(cwd, file)}`,
      );
      return;
    }
  }
}

/**
 * Adds the variables of the `.env` beside the configuration to the environment of this process. It
 * is for the commands that work on this machine: what runs on AWS never gets a secret from a file.
 */
export async function loadEnvFile(options: ConfigOptions, terminal: Terminal): Promise<void> {
  const { addEnvFile } = await import('../config/source/env-file.js');
  await addEnvFile(await findProjectFolder(options, terminal), terminal.env);
}

/** Searches the folders beside the configuration in which tools write a built site. */
export async function inspectSites(
  options: ConfigOptions,
  terminal: Terminal,
): Promise<LocalSites> {
  const { findExposedInSites } = await import('../compile/find-exposed.js');
  return findExposedInSites(await findProjectFolder(options, terminal));
}
