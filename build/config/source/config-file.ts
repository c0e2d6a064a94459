import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../../host/errors.js';
import { describeKey } from '../problems.js';
import { importConfig } from './import-config.js';

const DEFAULT_NAME = /^spa-auth\.config\.(?:json|[cm]?js|[cm]?ts)$/;

/** A configuration as it was read; it has not been checked. */
export interface ConfigSource {
  readonly config: unknown;
  /** The name of the configuration in errors. */
  readonly name: string;
  /** The file's absolute path; undefined if there is no file and the defaults apply. */
  readonly file: string | undefined;
  /** The file and those that it imports, as absolute paths. */
  readonly files: readonly string[];
  /** Maps a key path of `config` to its place in the file, if the file uses other keys. */
  locate?(path: string): string;
}

/**
 * Reads a configuration file: the named file, otherwise the one in `cwd`. Without a file, the
 * configuration is empty.
 */
export async function readConfigFile(
  named: string | undefined,
  cwd: string,
): Promise<ConfigSource> {
  const file = await findConfigFile(named, cwd);
  if (file === undefined) {
    return { config: {}, name: 'configuration', file, files: [] };
  }
  const name = basename(file);
  return { name, file, ...(await read(file, name)) };
}

/**
 * Reads a text file.
 *
 * @throws ConfigError with the file's name and the error code, never with text of the file.
 */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(basename(file), [{ path: '', text: `cannot be read (${error.code})` }]);
  });
}

/** The absolute path of the named file, otherwise of the one in `cwd`; undefined if it has none. */
export async function findConfigFile(
  named: string | undefined,
  cwd: string,
): Promise<string | undefined> {
  if (named !== undefined) {
    return resolve(cwd, named);
  }
  const entries = await readdir(cwd).catch(() => {
    throw new ConfigError(cwd, [{ path: '', text: 'this folder cannot be read' }]);
  });
  const found = entries.filter((name) => DEFAULT_NAME.test(name)).sort();
  if (found.length > 1) {
    throw new ConfigError(found.join(', '), [
      {
        path: '',
        text: 'there are several configuration files; keep one, or choose one with --config',
      },
    ]);
  }
  return found[0] === undefined ? undefined : resolve(cwd, found[0]);
}

async function read(file: string, name: string): Promise<Pick<ConfigSource, 'config' | 'files'>> {
  const text = await readText(file);
  const extension = /\.[^.]*$/.exec(name)?.[0] ?? '';
  if (extension === '.json') {
    return { config: parseJson(text, name), files: [file] };
  }
  if (/^\.[cm]?[jt]s$/.test(extension)) {
    return importConfig(file, name, dirname(file));
  }
  const hint = extension === '.toml' ? '; for a pocket.toml, use --pocket-toml' : '';
  throw new ConfigError(name, [
    {
      path: '',
      text: `unknown file extension ${describeKey(extension)}; allowed: .json, .js, .ts${hint}`,
    },
  ]);
}

/**
 * Parses JSON. An error gives the position and never quotes the text; V8's own message quotes it.
 */
function parseJson(text: string, source: string): unknown {
  // Some Windows editors begin a file with a byte order mark, which JSON does not allow.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ConfigError(source, [
      { path: '', text: `not valid JSON${findPosition(error, json)}` },
    ]);
  }
}

function findPosition(error: unknown, json: string): string {
  const message = String((error as Error).message);
  if (/end of JSON/.test(message)) {
    return ': the text ends too early';
  }
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) {
    return '';
  }
  const before = json.slice(0, Number(position)).split('\n');
  return ` at line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
