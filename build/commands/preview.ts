import { resolve } from 'node:path';
import type { Terminal } from '../host/terminal.js';
import type { Runtime } from '../platform/runtimes.js';
import type { SandboxOptions } from '../runtime/sandbox.js';
import type { Command } from './command.js';
import {
  CONFIG_OPTIONS,
  type ConfigOptions,
  ENGINE_OPTION,
  type EngineOptions,
  toBuildOptions,
  wholeNumberParser,
} from './shared-options.js';

interface PreviewOptions extends ConfigOptions, EngineOptions {
  readonly port: number;
  readonly root: string;
  readonly backend?: string;
  readonly gateBackend?: true;
}

export const preview: Command<PreviewOptions> = {
  name: 'preview',
  summary: 'Build the edge function and serve a site behind it on this machine',
  options: [
    ...CONFIG_OPTIONS,
    {
      flags: '--port <port>',
      description: 'port on the loopback interface; 0 for any free one',
      parse: wholeNumberParser('--port', 65_535),
      defaultValue: 8787,
    },
    { flags: '--root <folder>', description: 'the site to serve', defaultValue: 'dist' },
    { flags: '--backend <url>', description: 'the backend that receives /api/*' },
    ENGINE_OPTION,
    { flags: '--gate-backend', description: 'run the function for /api/* too' },
  ],
  notes:
    'The secret is SPA_TOKEN_SECRET. If it is not set, a new secret is used for this run. Ctrl-C ends the preview.',
  async run(options, terminal) {
    const [{ buildEdgeFunction }, { startPreview }, { formatRequest }] = await Promise.all([
      import('../compile/build.js'),
      import('../preview/server.js'),
      import('../preview/log.js'),
    ]);
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
      port: options.port,
      secret: manifest.secret === 'kvs' ? secret : undefined,
      ...(options.engine === 'njs' && { sandbox: await createNjsSandbox(manifest.runtime) }),
      onRequest: (request) => terminal.out(formatRequest(request)),
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
