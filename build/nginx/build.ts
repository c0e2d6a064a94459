import { type BuildOptions, loadBuildConfig } from '../compile/build.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import { hasHooks } from '../config/hooks.js';
import { UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import { listBackendPaths } from '../preview/paths.js';
import { type ConfFiles, formatConf, type ServerOptions } from './conf.js';
import { checkModule } from './gates.js';
import { compileModule } from './module.js';

/** What to build, and the server that it is for. */
export interface NginxBuildOptions
  extends Omit<BuildOptions, 'engine'>,
    Pick<ServerOptions, 'serverName' | 'root' | 'backend' | 'listen'> {
  /** Further paths of the backend: exact, or prefixes that end in `*`. Default: none. */
  readonly backendPaths?: readonly string[];
}

/** Files for nginx that have passed every gate. */
export interface NginxFiles extends ConfFiles {
  /** The text of `spa-auth.js`, the njs module. */
  readonly module: string;
  readonly gates: readonly string[];
}

/**
 * Compiles the gate for nginx and writes its configuration. It writes no files.
 *
 * @throws ConfigError if the configuration is invalid.
 * @throws GateError if the module must not be used.
 * @throws UsageError if nginx has no spelling for an option, or the configuration has hooks.
 */
export async function buildForNginx(options: NginxBuildOptions): Promise<NginxFiles> {
  const { config: given } = await loadBuildConfig(options);
  const { config, server } = resolveServer(given, options);
  const module = await compileModule(config);
  const gates = await checkModule(module, config, options.secret ?? '');
  return { module, ...formatConf(config, server), gates };
}

/**
 * The configuration as nginx needs it: the gate decides on every path, and the fallback leaves
 * those of the backend alone.
 */
export function resolveServer(
  config: ResolvedConfig,
  options: Pick<NginxBuildOptions, 'serverName' | 'root' | 'backend' | 'backendPaths' | 'listen'>,
): { readonly config: ResolvedConfig; readonly server: ServerOptions } {
  const { serverName, root, backend, listen } = options;
  assertServer(config, options);
  const backendPaths =
    backend === undefined ? [] : [...listBackendPaths(config), ...(options.backendPaths ?? [])];
  return {
    config: {
      ...config,
      runtime: 'cloudfront-js-2.0',
      secret: 'kvs',
      backendPaths: [...new Set([...config.backendPaths, ...backendPaths])],
    },
    server: { serverName: serverName.toLowerCase(), root, backend, backendPaths, listen },
  };
}

function assertServer(
  config: ResolvedConfig,
  { serverName, root }: Pick<ServerOptions, 'serverName' | 'root'>,
): void {
  if (hasHooks(config)) {
    throw new UsageError(
      '--target nginx: the configuration has hooks (before, after), which only CloudFront runs; leave them out, and write what they do as directives of nginx',
    );
  }
  if (!/^(?=.{1,253}$)[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(serverName)) {
    throw new UsageError(
      `--server-name: found ${describeText(serverName)}; allowed: one host name, such as app.example.com`,
    );
  }
  if (!root.startsWith('/') || /[\0-\x1f\x7f$]/.test(root)) {
    throw new UsageError(
      `--root: found ${describeText(root)}; allowed: an absolute path on the server without "$", such as /srv/app`,
    );
  }
  const page = config.spaFallback || '';
  if (page.includes('$')) {
    throw new UsageError(
      `spaFallback: found ${describeText(page)}; nginx reads "$" as the beginning of a variable: rename the page`,
    );
  }
}
