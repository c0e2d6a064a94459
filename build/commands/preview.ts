import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.js';
import { CliError, UsageError } from '../host/errors.js';
import { quoteForTerminal } from '../host/format.js';
import type { Terminal } from '../host/terminal.js';
import type { Runtime } from '../platform/runtimes.js';
import type { TlsPair } from '../preview/certificate.js';
import type { SandboxOptions } from '../runtime/sandbox.js';
import type { Command } from './command.js';
import {
  adviseOnPort,
  assertSite,
  DEFAULT_PORT,
  PREVIEW_ENGINE_OPTION,
  parseBackend,
  parsePort,
  portFromEnvironment,
} from './preview-options.js';
import { loadEnvFile, warnOfOuterConfig } from './project.js';
import { CONFIG_OPTIONS, type ConfigOptions, toBuildOptions } from './shared-options.js';

interface PreviewOptions extends ConfigOptions {
  readonly engine: 'vm' | 'njs' | 'nginx';
  readonly port?: number;
  readonly root: string;
  readonly backend?: string;
  readonly backendPath?: readonly string[];
  readonly loginAs?: string;
  readonly gateBackend?: true;
  readonly inspector: boolean;
  readonly https?: true;
  readonly httpsCert?: string;
  readonly httpsKey?: string;
}

export const preview: Command<PreviewOptions> = {
  name: 'preview',
  summary: 'Build the edge function and serve a site behind it on this machine',
  options: [
    ...CONFIG_OPTIONS,
    {
      flags: '--port <port>',
      description: `port on the loopback interface; 0 for any free one (default: $PORT, otherwise ${DEFAULT_PORT})`,
      parse: parsePort,
    },
    { flags: '--root <folder>', description: 'the site to serve', defaultValue: 'dist' },
    {
      flags: '--backend <url>',
      description:
        'the backend, which receives /api/*, loginPath and backendPaths (default: a development login at loginPath)',
      parse: parseBackend,
    },
    {
      flags: '--backend-path <pattern>',
      description:
        'a further path of the backend, or a prefix of paths that ends in *; may be repeated',
      parse: (text, previous) => [...((previous as string[] | undefined) ?? []), text],
    },
    {
      flags: '--login-as <id>',
      description: 'without --backend: the user whom loginPath logs in at once',
    },
    PREVIEW_ENGINE_OPTION,
    { flags: '--gate-backend', description: 'run the function for the backend too' },
    {
      flags: '--no-inspector',
      description: 'without the page that shows the decisions, at /__spa-auth/',
    },
    { flags: '--https', description: 'serve TLS, with a certificate made for this run' },
    { flags: '--https-cert <file>', description: 'with --https: your own certificate, in PEM' },
    { flags: '--https-key <file>', description: 'with --https: its key, in PEM' },
  ],
  tooManyArgumentsHint: 'give the folder of the site with --root',
  notes:
    'The secret is SPA_TOKEN_SECRET, from the environment or the .env beside the configuration. If it is not set, a new secret is used for this run. The development login signs with a secret of the run in any case. Files are served as S3 serves them. Without --https cookies are sent without Secure, because Safari drops Secure cookies on http://localhost.',
  async run(options, terminal) {
    const [
      { buildEdgeFunction },
      { loadConfig },
      { startPreview },
      { formatRequest },
      { chooseRing },
      { listBackendPaths },
      { createPreviewInspector },
    ] = await Promise.all([
      import('../compile/build.js'),
      import('../config/load.js'),
      import('../preview/server.js'),
      import('../preview/log.js'),
      import('../preview/ring.js'),
      import('../preview/paths.js'),
      import('../explain/inspector.js'),
    ]);
    const { backend, loginAs } = options;
    if (backend !== undefined && loginAs !== undefined) {
      throw new UsageError(
        '--login-as is for the development login, which a preview with --backend does not have; give only one of them',
      );
    }
    if (backend === undefined && options.backendPath !== undefined) {
      throw new UsageError('--backend-path is for --backend; give the address of the backend too');
    }
    await assertSite(options.root, terminal);
    await warnOfOuterConfig(options, terminal);
    await loadEnvFile(options, terminal);
    const port = options.port ?? portFromEnvironment(terminal);
    const extraPaths = await parseBackendPaths(options.backendPath);
    const tls = await loadTlsPair(options, terminal);
    const { ring, loginSecret, warning } = chooseRing(terminal.env, backend !== undefined);
    if (warning !== undefined) {
      terminal.err(`pocket-spa-auth: ${warning}`);
    }
    const buildOptions = toBuildOptions(options, terminal);
    const { config: file, ...source } = buildOptions;
    const { config, preview: added } = await loadConfig({ file, ...source });
    const root = resolve(terminal.cwd, options.root);
    const login = backend === undefined ? { ...config, secret: loginSecret, loginAs } : undefined;
    if (options.engine === 'nginx') {
      const [{ findNginx }, { previewOnNginx }] = await Promise.all([
        import('../nginx/server.js'),
        import('../nginx/preview.js'),
      ]);
      const server = await previewOnNginx({
        ...buildOptions,
        nginx: await findNginx(terminal.env),
        secret: ring,
        root,
        port,
        tls,
        backend,
        backendPaths: extraPaths,
        // A login elsewhere stays there: nginx does not change where the gate sends a stranger.
        login: config.loginPath.startsWith('/') ? login : undefined,
        now: terminal.clock.now,
      });
      await announce(server, options, config, terminal);
      return undefined;
    }
    const built = await buildEdgeFunction({ ...buildOptions, secret: ring });
    const { code, manifest } = built;
    const { now } = terminal.clock;
    const inspector = options.inspector
      ? await createPreviewInspector(config, built, ring)
      : undefined;
    const server = await startPreview({
      code,
      runtime: manifest.runtime,
      root,
      headers: added.headers,
      backend,
      backendPaths: [...listBackendPaths(config), ...extraPaths],
      login,
      gateBackend: options.gateBackend,
      tls,
      port,
      now,
      ...(inspector && { ownPages: [inspector.pages] }),
      onDecision: (decision) => inspector?.record(decision, now()),
      secret: manifest.secret === 'kvs' ? ring : undefined,
      ...(options.engine === 'njs' && { sandbox: await createNjsSandbox(manifest.runtime) }),
      onNotice: (text) => terminal.out(`note: ${text}`),
      onRequest: (request) => terminal.out(formatRequest(request)),
    }).catch((error: unknown) => {
      throw adviseOnPort(error, options.port === undefined, port, terminal);
    });
    await announce(server, options, config, terminal, inspector !== undefined);
    return undefined;
  },
};

/** Says where the site is, and serves it until the user ends the command. */
async function announce(
  server: { readonly url: string; readonly loginUrl: string | undefined; close(): Promise<void> },
  { root, loginAs }: PreviewOptions,
  config: LoadedConfig['config'],
  terminal: Terminal,
  hasInspector = false,
): Promise<void> {
  const interrupted = terminal.interrupted();
  terminal.out(`serving ${root} on ${server.url}  (Ctrl-C ends it)`);
  for (const line of describeLogin(config, server.loginUrl, loginAs)) {
    terminal.out(line);
  }
  if (hasInspector) {
    const { INSPECTOR_PATH } = await import('../preview/inspector/inspector.js');
    terminal.out(`see each decision at ${server.url}${INSPECTOR_PATH}`);
  }
  await interrupted;
  await server.close();
}

async function parseBackendPaths(patterns: readonly string[] = []): Promise<readonly string[]> {
  const { pathEntryProblem } = await import('../config/value-rules.js');
  for (const pattern of patterns) {
    const problem = pathEntryProblem(pattern);
    if (problem !== undefined) {
      throw new UsageError(
        `--backend-path: found ${quoteForTerminal(pattern)}: ${problem}; allowed: a plain path such as /logout, or a prefix that ends in "*" such as /admin/*`,
      );
    }
  }
  return patterns;
}

/** Says where visitors log in, if it is not the backend of this preview. */
function describeLogin(
  { loginPath }: LoadedConfig['config'],
  loginUrl: string | undefined,
  loginAs: string | undefined,
): string[] {
  if (loginUrl === undefined) {
    return loginPath.startsWith('/')
      ? []
      : [`note: loginPath is ${loginPath}, so a login leaves this preview`];
  }
  const who = loginAs === undefined ? 'any user id' : quoteForTerminal(loginAs);
  return [`no --backend: a development login for ${who} is at ${loginUrl}`];
}

async function createNjsSandbox(runtime: Runtime) {
  const [{ findNjs }, { createEngineSandbox }] = await Promise.all([
    import('../runtime/find-njs.js'),
    import('../runtime/sandbox.js'),
  ]);
  const engine = await findNjs({ runtime });
  return (options: SandboxOptions) => createEngineSandbox(engine, options);
}

/** The certificate and key that TLS is served with; undefined without `--https`. */
async function loadTlsPair(
  { https, httpsCert, httpsKey }: PreviewOptions,
  { cwd, clock }: Terminal,
): Promise<TlsPair | undefined> {
  if ((httpsCert === undefined) !== (httpsKey === undefined)) {
    throw new UsageError('--https-cert and --https-key belong together; give both or neither');
  }
  if (!https) {
    if (httpsCert !== undefined) {
      throw new UsageError('--https-cert and --https-key are for --https; give it too');
    }
    return undefined;
  }
  if (httpsCert === undefined || httpsKey === undefined) {
    const { createCertificate } = await import('../preview/certificate.js');
    return createCertificate(clock.now());
  }
  const [cert, key] = await Promise.all([
    readPem('--https-cert', resolve(cwd, httpsCert)),
    readPem('--https-key', resolve(cwd, httpsKey)),
  ]);
  return { cert, key };
}

async function readPem(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      'ERR_PREVIEW_HTTPS',
      `${flag}: ${JSON.stringify(file)} cannot be read (${code})`,
    );
  }
}
