import { join, relative, resolve } from 'node:path';
import { commandLine } from '../aws/session.js';
import { CliError, UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import { writeAtomically } from '../host/write-file.js';
import type { Command } from './command.js';
import { openSession } from './open-session.js';
import {
  ACCOUNT_OPTIONS,
  CONFIG_OPTIONS,
  ENGINE_OPTION,
  type EngineOptions,
  type SessionOptions,
  toBuildOptions,
} from './shared-options.js';

interface BuildOptions extends SessionOptions, EngineOptions {
  readonly secretsManager?: true;
  readonly out: string;
}

export const build: Command<BuildOptions> = {
  name: 'build',
  summary: 'Compile the edge function, check it and write it with its manifest',
  options: [
    ...CONFIG_OPTIONS,
    { flags: '--out <folder>', description: 'output folder', defaultValue: 'dist/edge' },
    ENGINE_OPTION,
    {
      flags: '--secrets-manager',
      description: 'read the secret of an embedded build from Secrets Manager (deploy.secretId)',
    },
    ...ACCOUNT_OPTIONS,
    { flags: '--json', description: 'print one JSON object instead of the report' },
  ],
  notes: 'Writes viewer-request.js and manifest.json. Nothing is written unless every gate passes.',
  async run(options, terminal) {
    const { buildEdgeFunction } = await import('../compile/build.js');
    const { code, manifest, report } = await buildEdgeFunction({
      ...toBuildOptions(options, terminal),
      ...(options.engine === 'njs' && { engine: options.engine }),
      ...(options.secretsManager && { secret: await readStoredSecret(options, terminal) }),
    });
    const folder = resolve(terminal.cwd, options.out);
    const files = {
      code: join(folder, 'viewer-request.js'),
      manifest: join(folder, 'manifest.json'),
    };
    await writeAtomically(files.code, code, manifest.secret === 'embedded');
    await writeAtomically(files.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    for (const warning of report.warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    if (options.json) {
      terminal.out(JSON.stringify({ files, manifest, report }));
    } else {
      await printReport({ manifest, report }, relative(terminal.cwd, files.code), terminal);
    }
    return undefined;
  },
};

/** Reads the key ring from Secrets Manager instead of the environment. */
async function readStoredSecret(options: BuildOptions, terminal: Terminal): Promise<string> {
  const [{ readSecret }, { formatRing }] = await Promise.all([
    import('../aws/resources/secrets-manager.js'),
    import('../config/key-ring.js'),
  ]);
  const { aws, config, deployment } = await openSession(options, terminal);
  if (config.secret !== 'embedded') {
    throw new UsageError(
      '--secrets-manager is for secret: "embedded"; this function reads its secret from the KeyValueStore, and deploy writes it there',
    );
  }
  const version = await readSecret(aws, deployment);
  if (version) {
    return formatRing(version.secrets);
  }
  throw new CliError(
    'ERR_SECRET',
    `there is no secret ${deployment.secretId} in Secrets Manager; create it with: ${commandLine('deploy', deployment)}`,
  );
}

type BuildResult = Pick<
  Awaited<ReturnType<typeof import('../compile/build.js').buildEdgeFunction>>,
  'manifest' | 'report'
>;

async function printReport({ manifest, report }: BuildResult, file: string, terminal: Terminal) {
  const { groupDigits, textStyles, formatTable } = await import('../host/format.js');
  const { bold, dim, green } = textStyles(terminal.color);
  terminal.out(`${bold(file)}  ${manifest.runtime}, secret ${manifest.secret}`);
  terminal.out(
    `\n${groupDigits(report.bytes)} of ${groupDigits(report.limit)} bytes ${dim(`(${((100 * report.bytes) / report.limit).toFixed(0)} %)`)}`,
  );
  terminal.out(formatTable(report.features.map(({ name, bytes }) => [name, bytes])));
  if (report.publicRoutes.length > 0) {
    terminal.out(
      `\nthe page of spaFallback is served without a token on: ${report.publicRoutes.join(', ')}`,
    );
  }
  terminal.out(`\n${green('passed')}  ${report.gates.join(', ')}`);
}
