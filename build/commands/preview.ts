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
} from './options.js';

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
      text: 'port on the loopback interface; 0 for any free one',
      parse: wholeNumberParser('--port', 65_535),
      fallback: 8787,
    },
    { flags: '--root <folder>', text: 'the site to serve', fallback: 'dist' },
    { flags: '--backend <url>', text: 'where /api/* is passed on to' },
    ENGINE_OPTION,
    { flags: '--gate-backend', text: 'run the function before the backend too' },
  ],
  notes: 'The secret is SPA_TOKEN_SECRET; without it one is made for the run. Ctrl-C ends it.',
  async run(options, terminal) {
    const [{ buildEdgeFunction }, { startPreview }, { formatRequest }] = await Promise.all([
      import('../compile/build.js'),
      import('../preview/server.js'),
      import('../preview/log.js'),
    ]);
    const secret = await secretOf(terminal);
    const { code, manifest } = await buildEdgeFunction({
      ...toBuildOptions(options, terminal),
      secret,
    });
    const running = await startPreview({
      code,
      runtime: manifest.runtime,
      root: resolve(terminal.cwd, options.root),
      backend: options.backend,
      gateBackend: options.gateBackend,
      port: options.port,
      secret: manifest.secret === 'kvs' ? secret : undefined,
      ...(options.engine === 'njs' && { sandbox: await sandboxOnNjs(manifest.runtime) }),
      onRequest: (request) => terminal.out(formatRequest(request)),
    });
    const interrupted = terminal.interrupted();
    terminal.out(`serving ${options.root} on ${running.url}  (Ctrl-C ends it)`);
    await interrupted;
    await running.close();
    return undefined;
  },
};

async function sandboxOnNjs(runtime: Runtime) {
  const [{ findNjs }, { createEngineSandbox }] = await Promise.all([
    import('../runtime/find-njs.js'),
    import('../runtime/sandbox.js'),
  ]);
  const engine = await findNjs({ runtime });
  return (options: SandboxOptions) => createEngineSandbox(engine, options);
}

async function secretOf(terminal: Terminal): Promise<string> {
  const secret = terminal.env.SPA_TOKEN_SECRET;
  // Set to nothing counts as not set, as it does for the signer.
  if (secret) {
    return secret;
  }
  const { generateSecret } = await import('../../signer/index.js');
  terminal.err(
    'pocket-spa-auth: SPA_TOKEN_SECRET is not set; using a secret made for this run, so only tokens signed by a backend that was given the same one are valid',
  );
  return generateSecret();
}
