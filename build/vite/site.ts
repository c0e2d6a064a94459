import { dirname, resolve } from 'node:path';
import type { ResolvedConfig as ViteConfig } from 'vite';
import { generateSecret } from '../../signer/index.js';
import type { EdgeFunction } from '../compile/build.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import type { SpaAuthOptions } from './options.js';
import { findGatedKeys, type GatedKey, isProxied, type ProxyTable } from './proxy.js';

/** A built function, and what was read to build it. */
export interface Site {
  readonly config: ResolvedConfig;
  readonly built: EdgeFunction;
  /** What the function verifies. */
  readonly ring: string;
  /** What the development login signs with. */
  readonly loginSecret: string;
  /** Whether the development login answers at `loginPath`. */
  readonly hasLogin: boolean;
  /** The files that it was built from, as absolute paths, and the `.env` beside them. */
  readonly files: readonly string[];
  /** Whether there is a configuration. Without one, all defaults apply. */
  readonly isConfigured: boolean;
  /** The keys of `server.proxy` that the function runs for. */
  readonly gatedKeys: readonly GatedKey[];
  /** Why no token of the backend is valid. */
  readonly warning: string | undefined;
}

// It lives as long as the process: Vite starts its server again when its configuration changes, and
// that must log nobody out.
const LOGIN_SECRET = generateSecret();

/** The folders in which the configuration is looked for, the first one first. */
export function listFolders({ configFile, root }: ViteConfig): string[] {
  return [...new Set([...(configFile ? [dirname(configFile)] : []), root])].map((folder) =>
    resolve(folder),
  );
}

/** The folder with a configuration, otherwise the first one. */
async function findFolder(options: SpaAuthOptions, vite: ViteConfig): Promise<string> {
  const folders = listFolders(vite);
  if (options.config === undefined && options.pocketToml === undefined) {
    const { findConfigFile } = await import('../config/source/config-file.js');
    for (const folder of folders) {
      if ((await findConfigFile(undefined, folder)) !== undefined) {
        return folder;
      }
    }
  }
  return folders[0]!;
}

/** The folder of the configuration, also of one that is given as a file: its `.env` counts. */
export async function findEnvFolder(options: SpaAuthOptions, vite: ViteConfig): Promise<string> {
  const { config, pocketToml } = options;
  const file = typeof config === 'string' ? config : pocketToml?.file;
  const folder = await findFolder(options, vite);
  return file === undefined ? folder : dirname(resolve(folder, file));
}

/**
 * The environment of this process, with the variables of the `.env` files that Vite reads in this
 * mode and of the one beside the configuration. Nothing is added to the process.
 */
export async function readEnvironment(
  folder: string,
  { envDir, mode }: ViteConfig,
): Promise<Record<string, string | undefined>> {
  const { addEnvFile } = await import('../config/source/env-file.js');
  const env = { ...process.env };
  // Vite lets the more particular file win.
  const names = [`.env.${mode}.local`, `.env.${mode}`, '.env.local', '.env'];
  for (const name of envDir ? names : []) {
    await addEnvFile(envDir as string, env, name);
  }
  await addEnvFile(folder, env);
  return env;
}

/**
 * Reads the configuration and builds the function. `proxy` is what Vite leads to a backend.
 *
 * @throws CliError that says what is wrong, and never shows a secret.
 */
export async function buildSite(
  options: SpaAuthOptions,
  vite: ViteConfig,
  proxy: ProxyTable,
): Promise<Site> {
  const [{ loadConfig }, { buildEdgeFunction }, { chooseRing }] = await Promise.all([
    import('../config/load.js'),
    import('../compile/build.js'),
    import('../preview/ring.js'),
  ]);
  const cwd = await findFolder(options, vite);
  const envFolder = await findEnvFolder(options, vite);
  const env = await readEnvironment(envFolder, vite);
  const { config: given, pocketToml } = options;
  const stage = options.stage ?? env.POCKET_STAGE;
  const loaded = await loadConfig({
    ...(typeof given === 'string' ? { file: given } : { config: given }),
    ...{ pocketToml, stage, cwd },
  });
  const { config } = loaded;
  const loginPath = config.loginPath.split('?', 1)[0]!;
  const hasLogin = options.login !== false && !isProxied(proxy, loginPath, 'request');
  const { ring, loginSecret, warning } = chooseRing(env, !hasLogin, LOGIN_SECRET);
  const built = await buildEdgeFunction({ config, secret: ring, cwd });
  return {
    ...{ config, built, ring, loginSecret, hasLogin },
    files: [...loaded.files, ...built.report.hookFiles, resolve(envFolder, '.env')],
    isConfigured: given !== undefined || loaded.file !== undefined,
    gatedKeys: findGatedKeys(proxy, config),
    warning,
  };
}
