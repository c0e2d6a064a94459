import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../../host/errors.js';
import { describeKey } from '../problems.js';
import { importConfig } from './import.js';

const NAMES = ['spa-auth.config.json', 'spa-auth.config.js', 'spa-auth.config.ts'];

/** Reads a configuration file: the one that is named, or the one in `cwd`, or none. */
export async function readConfigFile(
  named: string | undefined,
  cwd: string,
): Promise<ConfigSource> {
  const file = named === undefined ? await find(cwd) : resolve(cwd, named);
  if (file === undefined) {
    return { config: {}, name: 'configuration', file };
  }
  const name = basename(file);
  return { config: await read(file, name), name, file };
}

/** A file's text, or an error that names the file and nothing in it. */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(basename(file), [{ path: '', text: `cannot be read (${error.code})` }]);
  });
}

async function find(cwd: string): Promise<string | undefined> {
  const entries = await readdir(cwd).catch(() => {
    throw new ConfigError(cwd, [{ path: '', text: 'this folder cannot be read' }]);
  });
  const found = NAMES.filter((name) => entries.includes(name));
  if (found.length > 1) {
    throw new ConfigError(found.join(', '), [
      { path: '', text: 'several configuration files; keep one, or choose one with --config' },
    ]);
  }
  return found[0] === undefined ? undefined : resolve(cwd, found[0]);
}

async function read(file: string, name: string): Promise<unknown> {
  const text = await readText(file);
  const extension = /\.[^.]*$/.exec(name)?.[0] ?? '';
  if (extension === '.json') {
    return parseJson(text, name);
  }
  if (/^\.[cm]?[jt]s$/.test(extension)) {
    return importConfig(file, name, dirname(file));
  }
  const hint = extension === '.toml' ? '; a pocket.toml is read with --pocket-toml' : '';
  throw new ConfigError(name, [
    {
      path: '',
      text: `unknown kind of file ${describeKey(extension)}; allowed: .json, .js, .ts${hint}`,
    },
  ]);
}

/** Parses a JSON file; an error names the place and never quotes the text, as V8's own message does. */
export function parseJson(text: string, source: string): unknown {
  // Some Windows editors begin a file with a byte order mark, which JSON does not know.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ConfigError(source, [{ path: '', text: `not valid JSON${placeOf(error, json)}` }]);
  }
}

function placeOf(error: unknown, json: string): string {
  const message = String((error as Error).message);
  if (/end of JSON/.test(message)) {
    return ': it ends too early';
  }
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) {
    return '';
  }
  const before = json.slice(0, Number(position)).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** A configuration as it was read, not yet checked. */
export interface ConfigSource {
  readonly config: unknown;
  /** What errors name it by. */
  readonly name: string;
  /** The file's absolute path; without a file the defaults apply. */
  readonly file: string | undefined;
  /** Where a key path of `config` stands in the file, if the file has other words for it. */
  placeOf?(path: string): string;
}
