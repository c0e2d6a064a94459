import { join, relative, resolve } from 'node:path';
import { writeAtomically } from '../files.js';
import type { Terminal } from '../terminal.js';
import type { Command } from './command.js';
import {
  CONFIG_OPTIONS,
  type ConfigOptions,
  configOf,
  ENGINE_OPTION,
  type EngineOptions,
} from './options.js';

interface BuildOptions extends ConfigOptions, EngineOptions {
  readonly out: string;
  readonly json?: true;
}

export const build: Command<BuildOptions> = {
  name: 'build',
  summary: 'Compile the edge function, check it and write it with its manifest',
  options: [
    ...CONFIG_OPTIONS,
    { flags: '--out <folder>', text: 'where to write', fallback: 'dist/edge' },
    ENGINE_OPTION,
    { flags: '--json', text: 'print one JSON object instead of the report' },
  ],
  notes: 'Writes viewer-request.js and manifest.json. Nothing is written unless every gate passes.',
  async run(options, terminal) {
    const { buildEdgeFunction } = await import('../compile/build.js');
    const { code, manifest, report } = await buildEdgeFunction({
      ...configOf(options, terminal),
      ...(options.engine === 'njs' && { engine: options.engine }),
    });
    const folder = resolve(terminal.cwd, options.out);
    const files = {
      code: join(folder, 'viewer-request.js'),
      manifest: join(folder, 'manifest.json'),
    };
    await writeAtomically(files.code, code, manifest.secret === 'embedded');
    await writeAtomically(files.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    for (const warning of report.warnings) terminal.err(`pocket-spa-auth: warning: ${warning}`);
    if (options.json) terminal.out(JSON.stringify({ files, manifest, report }));
    else await printReport({ manifest, report }, relative(terminal.cwd, files.code), terminal);
    return undefined;
  },
};

type Built = Pick<
  Awaited<ReturnType<typeof import('../compile/build.js').buildEdgeFunction>>,
  'manifest' | 'report'
>;

async function printReport({ manifest, report }: Built, file: string, terminal: Terminal) {
  const { grouped, styles, table } = await import('../report.js');
  const { bold, dim, green } = styles(terminal.color);
  terminal.out(`${bold(file)}  ${manifest.runtime}, secret ${manifest.secret}`);
  terminal.out(
    `\n${grouped(report.bytes)} of ${grouped(report.limit)} bytes ${dim(`(${((100 * report.bytes) / report.limit).toFixed(0)} %)`)}`,
  );
  terminal.out(table(report.features.map(({ name, bytes }) => [name, bytes])));
  terminal.out(`\n${green('passed')}  ${report.gates.join(', ')}`);
}
