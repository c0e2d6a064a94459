import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError, UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Runtime } from '../platform/runtimes.js';
import type { TlsPair } from '../preview/certificate.js';
import type { SandboxOptions } from '../runtime/sandbox.js';
import type { Command } from './command.js';
import {
  adviseOnPort,
  assertSite,
  DEFAULT_PORT,
  parseBackend,
  parsePort,
  portFromEnvironment,
} from './preview-options.js';
import { loadEnvFile, warnOfOuterConfig } from './project.js';
import {
  CONFIG_OPTIONS,
  type ConfigOptions,
  ENGINE_OPTION,
  type EngineOptions,
  toBuildOptions,
} from './shared-options.js';

interface PreviewOptions extends ConfigOptions, EngineOptions {
  readonly port?: number;
  readonly root: string;
  readonly backend?: string;
  readonly gateBackend?: true;
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
      description: 'the backend that receives /api/*',
      parse: parseBackend,
    },
    ENGINE_OPTION,
    { flags: '--gate-backend', description: 'run the function for /api/* too' },
    { flags: '--https', description: 'serve TLS, with a certificate made for this run' },
    { flags: '--https-cert <file>', description: 'with --https: your own certificate, in PEM' },
    { flags: '--https-key <file>', description: 'with --https: its key, in PEM' },
  ],
  tooManyArgumentsHint: 'give the folder of the site with --root',
  notes:
    'The secret is SPA_TOKEN_SECRET, from the environment or the .env beside the configuration. If it is not set, a new secret is used for this run. Ctrl-C ends the preview. Without --https cookies are sent without Secure, because Safari drops Secure cookies on http://localhost.',
  async run(options, terminal) {
    const [{ buildEdgeFunction }, { startPreview }, { formatRequest }] = await Promise.all([
      import('../compile/build.js'),
      import('../preview/server.js'),
      import('../preview/log.js'),
    ]);
    await assertSite(options.root, terminal);
    await warnOfOuterConfig(options, terminal);
    await loadEnvFile(options, terminal);
    const port = options.port ?? portFromEnvironment(terminal);
    const tls = await loadTlsPair(options, terminal);
    const secret = await chooseSecret(terminal);
    const { code, manifest } = await buildEdgeFunction({
      ...toBuildOptions(options, terminal),
      secret,
    });
    const server = await startPreview({
      code,
      runtime: manifest.runtime,
      root: resolve(terminal.cwd, options.root),
      backend: options.backend,
      gateBackend: options.gateBackend,
      tls,
      port,
      secret: manifest.secret === 'kvs' ? secret : undefined,
      ...(options.engine === 'njs' && { sandbox: await createNjsSandbox(manifest.runtime) }),
      onNotice: (text) => terminal.out(`note: ${text}`),
      onRequest: (request) => terminal.out(formatRequest(request)),
    }).catch((error: unknown) => {
      throw adviseOnPort(error, options.port === undefined, port, terminal);
    });
    const interrupted = terminal.interrupted();
    terminal.out(`serving ${options.root} on ${server.url}  (Ctrl-C ends it)`);
    await interrupted;
    await server.close();
    return undefined;
  },
};

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

async function chooseSecret(terminal: Terminal): Promise<string> {
  const secret = terminal.env.SPA_TOKEN_SECRET;
  // An empty variable counts as not set, as it does in the signer.
  if (secret) {
    return secret;
  }
  const { generateSecret } = await import('../../signer/index.js');
  terminal.err(
    'pocket-spa-auth: SPA_TOKEN_SECRET is not set; this run uses a new secret that no backend has, so no token of a backend is valid; to accept them, set SPA_TOKEN_SECRET to the secret of the backend',
  );
  return generateSecret();
}
