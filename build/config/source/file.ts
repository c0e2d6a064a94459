import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../../errors.js';
import { describeKey } from '../check/found.js';
import { importConfig } from './import.js';
import { parseJson } from './json.js';
import type { Source } from './source.js';

const NAMES = ['spa-auth.config.json', 'spa-auth.config.js', 'spa-auth.config.ts'];

/** Reads a configuration file: the one that is named, or the one in `cwd`, or none. */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<Source> {
  const file = named === undefined ? await find(cwd) : resolve(cwd, named);
  if (file === undefined) return { config: {}, name: 'configuration', file };
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
  if (extension === '.json') return parseJson(text, name);
  if (/^\.[cm]?[jt]s$/.test(extension)) return importConfig(file, name, dirname(file));
  const hint = extension === '.toml' ? '; a pocket.toml is read with --pocket-toml' : '';
  throw new ConfigError(name, [
    {
      path: '',
      text: `unknown kind of file ${describeKey(extension)}; allowed: .json, .js, .ts${hint}`,
    },
  ]);
}
