import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { UsageError } from '../host/errors.js';
import { checkWritableFolder } from '../host/output-folder.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import { writeAtomically } from '../host/write-file.js';
import type { Format } from '../synth/synth.js';
import type { SynthOutput } from '../synth/template.js';
import type { Command } from './command.js';
import {
  CONFIG_OPTIONS,
  type ConfigOptions,
  ENGINE_OPTION,
  type EngineOptions,
  toBuildOptions,
} from './shared-options.js';

interface SynthOptions extends ConfigOptions, EngineOptions {
  readonly format?: Format;
  readonly out?: string;
  readonly alarms?: true;
  readonly json?: true;
}

const FORMATS: readonly Format[] = ['cloudformation', 'terraform', 'cdk-snippet'];

export const synth: Command<SynthOptions> = {
  name: 'synth',
  summary: 'Write the function, its store and their association for another deployment tool',
  options: [
    {
      flags: '--format <format>',
      description: 'cloudformation, terraform or cdk-snippet',
      parse: parseFormat,
    },
    ...CONFIG_OPTIONS,
    {
      flags: '--out <path>',
      description:
        'a folder, or a file with an extension for everything in one (default: standard output)',
    },
    {
      flags: '--alarms',
      description:
        'write three alarms of CloudWatch too: errors, throttles, compute utilization (in us-east-1)',
    },
    ENGINE_OPTION,
    { flags: '--json', description: 'print one JSON object instead of the report' },
  ],
  notes:
    'Nothing is written unless every gate passes. The output contains no secret. For the CDK there is a construct too, which also makes the secret and fills the store: pocket-spa-auth/cdk.',
  async run(options, terminal) {
    const format = options.format ?? parseFormat('');
    const [{ loadConfig }, { buildEdgeFunction }, { assertStoreBuild, synthesize }] =
      await Promise.all([
        import('../config/load.js'),
        import('../compile/build.js'),
        import('../synth/synth.js'),
      ]);
    const chosen = toBuildOptions(options, terminal);
    if (options.out !== undefined) {
      const target = resolve(terminal.cwd, options.out);
      await (extname(target)
        ? checkWritableFolder(dirname(target), [basename(target)])
        : checkWritableFolder(target, []));
    }
    const { config: file, ...rest } = chosen;
    const { config, stage } = await loadConfig({ file, ...rest });
    assertStoreBuild(config);
    const { code, manifest, report } = await buildEdgeFunction({
      ...chosen,
      ...(options.engine === 'njs' && { engine: options.engine }),
    });
    const fill = formatFillCommand({ ...options, ...(stage === undefined ? {} : { stage }) });
    const artifact = synthesize(format, {
      code,
      manifest,
      fill,
      alarms: options.alarms === true,
    });
    const files = await write(artifact, options.out, terminal);
    for (const warning of report.warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    if (options.json) {
      terminal.out(JSON.stringify({ format, files, fill, manifest, report }));
    } else {
      print(files, terminal);
    }
    terminal.err(`pocket-spa-auth: the new store will be empty; fill it with: ${fill}`);
    return undefined;
  },
};

/** The path of a written file, or the text itself if no path was given. */
type WrittenFile = { readonly path: string } | { readonly text: string };

async function write(
  { files, singleText: alone }: SynthOutput,
  out: string | undefined,
  terminal: Terminal,
): Promise<WrittenFile[]> {
  if (out === undefined) {
    return [{ text: alone }];
  }
  const target = resolve(terminal.cwd, out);
  const outputs = extname(target)
    ? [{ path: target, text: alone }]
    : files.map(({ name, text }) => ({ path: join(target, name), text }));
  for (const { path, text } of outputs) {
    await writeAtomically(path, text);
  }
  return outputs.map(({ path }) => ({ path }));
}

function print(files: readonly WrittenFile[], terminal: Terminal): void {
  for (const file of files) {
    terminal.out('text' in file ? file.text.trimEnd() : relative(terminal.cwd, file.path));
  }
}

function parseFormat(text: string): Format {
  const format = FORMATS.find((candidate) => candidate === text);
  if (format) {
    return format;
  }
  const found = text === '' ? 'nothing' : describeText(text);
  throw new UsageError(`--format: found ${found}; allowed: ${FORMATS.join(', ')}`);
}

/** The command that fills the store of the same configuration. */
function formatFillCommand({ config, pocketToml, name, stage }: ConfigOptions): string {
  const flags = { config, 'pocket-toml': pocketToml, name, stage };
  const words = Object.entries(flags).flatMap(([flag, value]) => {
    if (value === undefined) {
      return [];
    }
    // The command is written into comments and pasted into shells, so a value with other characters
    // is not included.
    return [`--${flag}`, /^[\w./@-]+$/.test(value) ? value : `<${flag}>`];
  });
  return ['npx pocket-spa-auth deploy --secret-only', ...words].join(' ');
}
