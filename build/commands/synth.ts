import { extname, join, relative, resolve } from 'node:path';
import { UsageError } from '../host/errors.js';
import { writeAtomically } from '../host/files.js';
import type { Terminal } from '../host/terminal.js';
import type { SynthOutput } from '../synth/output.js';
import type { Format } from '../synth/synth.js';
import type { Command } from './command.js';
import {
  CONFIG_OPTIONS,
  type ConfigOptions,
  ENGINE_OPTION,
  type EngineOptions,
  toBuildOptions,
} from './options.js';

interface SynthOptions extends ConfigOptions, EngineOptions {
  readonly format?: Format;
  readonly out?: string;
  readonly json?: true;
}

const FORMATS: readonly Format[] = ['cloudformation', 'terraform', 'cdk-snippet'];

export const synth: Command<SynthOptions> = {
  name: 'synth',
  summary: 'Write the function, its store and their association for another deployment tool',
  options: [
    {
      flags: '--format <format>',
      text: 'cloudformation, terraform or cdk-snippet',
      parse: formatOf,
    },
    ...CONFIG_OPTIONS,
    {
      flags: '--out <path>',
      text: 'a folder, or a file for one text (default: standard output)',
    },
    ENGINE_OPTION,
    { flags: '--json', text: 'print one JSON object instead of the report' },
  ],
  notes: 'Nothing is written unless every gate passes. No secret is part of it.',
  async run(options, terminal) {
    const format = options.format ?? formatOf('');
    const [{ loadConfig }, { buildEdgeFunction }, { assertStoreBuild, synthesize }] =
      await Promise.all([
        import('../config/load.js'),
        import('../compile/build.js'),
        import('../synth/synth.js'),
      ]);
    const chosen = toBuildOptions(options, terminal);
    const { config: file, ...rest } = chosen;
    const { config, stage } = await loadConfig({ file, ...rest });
    assertStoreBuild(config);
    const { code, manifest, report } = await buildEdgeFunction({
      ...chosen,
      ...(options.engine === 'njs' && { engine: options.engine }),
    });
    const fill = fillCommand({ ...options, ...(stage === undefined ? {} : { stage }) });
    const artifact = synthesize(format, { code, manifest, fill });
    const files = await write(artifact, options.out, terminal);
    for (const warning of report.warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    if (options.json) {
      terminal.out(JSON.stringify({ format, files, fill, manifest, report }));
    } else {
      print(files, terminal);
    }
    terminal.err(`pocket-spa-auth: the store is made empty; fill it with: ${fill}`);
    return undefined;
  },
};

/** What was written where; or, without a place, the text itself. */
type Written = { readonly path: string } | { readonly text: string };

async function write(
  { files, alone }: SynthOutput,
  out: string | undefined,
  terminal: Terminal,
): Promise<Written[]> {
  if (out === undefined) {
    return [{ text: alone }];
  }
  const place = resolve(terminal.cwd, out);
  const wanted = extname(place)
    ? [{ path: place, text: alone }]
    : files.map(({ name, text }) => ({ path: join(place, name), text }));
  for (const { path, text } of wanted) {
    await writeAtomically(path, text);
  }
  return wanted.map(({ path }) => ({ path }));
}

function print(files: readonly Written[], terminal: Terminal): void {
  for (const file of files) {
    terminal.out('text' in file ? file.text.trimEnd() : relative(terminal.cwd, file.path));
  }
}

function formatOf(text: string): Format {
  const format = FORMATS.find((known) => known === text);
  if (format) {
    return format;
  }
  const found = text === '' ? 'nothing' : `text of ${text.length} characters`;
  throw new UsageError(`--format: found ${found}; allowed: ${FORMATS.join(', ')}`);
}

/** The command that fills the store, with the same configuration. */
function fillCommand({ config, pocketToml, name, stage }: ConfigOptions): string {
  const flags = { config, 'pocket-toml': pocketToml, name, stage };
  const words = Object.entries(flags).flatMap(([flag, value]) => {
    if (value === undefined) {
      return [];
    }
    // It stands in comments and is pasted into shells: a name of other characters is left to the reader.
    return [`--${flag}`, /^[\w./@-]+$/.test(value) ? value : `<${flag}>`];
  });
  return ['npx pocket-spa-auth deploy --secret-only', ...words].join(' ');
}
