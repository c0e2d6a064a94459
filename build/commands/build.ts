import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { commandLine } from '../aws/session.js';
import type { Manifest } from '../compile/manifest.js';
import { CliError, UsageError } from '../host/errors.js';
import { checkWritableFolder, findSiteAround } from '../host/output-folder.js';
import type { Terminal } from '../host/terminal.js';
import { writeAtomically } from '../host/write-file.js';
import {
  assertTargetOptions,
  buildNginxFiles,
  NGINX_FILES,
  NGINX_OPTIONS,
  type NginxOptions,
} from './build-nginx.js';
import type { Command } from './command.js';
import { openSession } from './open-session.js';
import { findProjectFolder, loadEnvFile, warnOfOuterConfig } from './project.js';
import {
  ACCOUNT_OPTIONS,
  CONFIG_OPTIONS,
  ENGINE_OPTION,
  type EngineOptions,
  type SessionOptions,
  toBuildOptions,
} from './shared-options.js';

interface BuildOptions extends Omit<SessionOptions, 'json'>, EngineOptions, NginxOptions {
  readonly secretsManager?: true;
  readonly library?: true;
  readonly out?: string;
}

/** Beside the configuration, so that no build of the site deletes it and no upload contains it. */
const DEFAULT_FOLDER = '.spa-auth';

const FUNCTION_FILES = { code: 'viewer-request.js', manifest: 'manifest.json' };

const LIBRARY_FILES = { code: 'library.js', types: 'library.d.ts' };

export const build: Command<BuildOptions> = {
  name: 'build',
  summary: 'Compile the edge function, check it and write it with its manifest',
  options: [
    ...CONFIG_OPTIONS,
    {
      flags: '--out <folder>',
      description: `output folder (default: ${DEFAULT_FOLDER} beside the configuration)`,
    },
    ENGINE_OPTION,
    {
      flags: '--library',
      description: 'write library.js, which exports the check for a handler of your own, instead',
    },
    {
      flags: '--secrets-manager',
      description: 'read the secret of an embedded build from Secrets Manager (deploy.secretId)',
    },
    ...ACCOUNT_OPTIONS,
    ...NGINX_OPTIONS,
    { flags: '--json', description: 'print one JSON object instead of the report' },
  ],
  tooManyArgumentsHint: 'give the configuration file with --config',
  notes:
    'Writes viewer-request.js and manifest.json. Nothing is written unless every gate passes. Variables that are not set are read from the .env beside the configuration, but not with --secrets-manager.',
  async run(options, terminal) {
    const chosen = toBuildOptions(options, terminal);
    assertTargetOptions(options);
    await warnOfOuterConfig(options, terminal);
    const project = await findProjectFolder(options, terminal);
    const folder = resolve(
      options.out === undefined ? project : terminal.cwd,
      options.out ?? DEFAULT_FOLDER,
    );
    const isForNginx = options.target === 'nginx';
    const names = isForNginx ? NGINX_FILES : options.library ? LIBRARY_FILES : FUNCTION_FILES;
    await checkWritableFolder(folder, Object.values(names));
    if (!options.secretsManager) {
      await loadEnvFile(options, terminal);
    }
    if (isForNginx) {
      await buildNginxFiles(options, folder, terminal);
      await ignoreDefaultFolder(options, folder);
      return undefined;
    }
    const secret = options.secretsManager
      ? await readStoredSecret(options, terminal)
      : terminal.env.SPA_TOKEN_SECRET;
    const { buildEdgeFunction } = await import('../compile/build.js');
    const { code, manifest, report } = await buildEdgeFunction({
      ...chosen,
      ...(options.engine === 'njs' && { engine: options.engine }),
      ...(secret && { secret }),
    });
    const isEmbedded = manifest.secret === 'embedded';
    const site = findSiteAround(folder, project);
    if (site !== undefined && isEmbedded) {
      throw new UsageError(
        `--out: the folder ${JSON.stringify(options.out)} is part of the site in ${JSON.stringify(site)}, which has an index.html, and this function contains the secret: everybody who is logged in could read it there; leave out --out, which writes to ${DEFAULT_FOLDER} beside the configuration, or give a folder outside the site`,
      );
    }
    await ignoreDefaultFolder(options, folder);
    const files = options.library
      ? await writeLibrary(folder, code, isEmbedded)
      : await writeFunction(folder, code, manifest);
    if (site !== undefined) {
      terminal.err(
        `pocket-spa-auth: warning: ${relative(terminal.cwd, folder)} is part of the site in ${site}: an upload would publish the function, and preview does not serve that folder; leave out --out`,
      );
    }
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

async function writeFunction(folder: string, code: string, manifest: Manifest) {
  const files = {
    code: join(folder, FUNCTION_FILES.code),
    manifest: join(folder, FUNCTION_FILES.manifest),
  };
  await writeAtomically(files.code, code, manifest.secret === 'embedded');
  await writeAtomically(files.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  return files;
}

async function writeLibrary(folder: string, code: string, isEmbedded: boolean) {
  const { toLibrary } = await import('../compile/library.js');
  const library = toLibrary(code, isEmbedded);
  const files = {
    code: join(folder, LIBRARY_FILES.code),
    types: join(folder, LIBRARY_FILES.types),
  };
  await writeAtomically(files.code, library.code, isEmbedded);
  await writeAtomically(files.types, library.types);
  return files;
}

/** Keeps the default folder out of git, unless somebody has decided otherwise. */
async function ignoreDefaultFolder({ out }: BuildOptions, folder: string): Promise<void> {
  const file = join(folder, '.gitignore');
  if (out === undefined && !existsSync(file)) {
    await writeAtomically(file, '*\n');
  }
}

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
