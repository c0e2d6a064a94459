import { dirname, relative, resolve } from 'node:path';
import type { ExposedFile } from '../compile/find-exposed.js';
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
 * Adds the variables of the `.env` beside the configuration to the environment of this process. It
 * is for the commands that work on this machine: what runs on AWS never gets a secret from a file.
 */
export async function loadEnvFile(options: ConfigOptions, terminal: Terminal): Promise<void> {
  const { addEnvFile } = await import('../config/source/env-file.js');
  await addEnvFile(await findProjectFolder(options, terminal), terminal.env);
}

/** Says which file of a site must not be there, why, and what to do. */
export function describeExposedFile(
  { file, content, holdsSecret }: ExposedFile,
  cwd: string,
): string {
  const path = JSON.stringify(relative(cwd, file) || file);
  const what =
    content === 'environment'
      ? `${path} contains the secret`
      : `${path} is a built function${holdsSecret ? ', and it contains the secret' : ''}`;
  const why = holdsSecret
    ? 'everybody who is logged in could read it there and sign tokens'
    : 'an upload of this folder would publish it';
  const fix =
    content === 'environment'
      ? 'keep it outside the folder of the site'
      : 'delete it, and let build write to its default folder, .spa-auth beside the configuration, outside the folder of the site';
  return `${what}; ${why}; ${fix}`;
}
