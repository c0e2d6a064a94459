import { basename, dirname, join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { ConfigError } from '../../host/errors.js';
import type { PocketToml } from '../edge-config.js';
import { type ConfigSource, readText } from '../source/read.js';
import { getField, type Table } from './table.js';
import { translatePocketToml } from './translate.js';

/** Reads a `pocket.toml` as a configuration of this project. */
export async function readPocketToml(
  { file: named, name }: PocketToml,
  cwd: string,
  stage: string | undefined,
): Promise<ConfigSource> {
  const file = resolve(cwd, named);
  const source = basename(file);
  const document = parseToml(await readText(file), source);
  const project = await projectBeside(file);
  const { config, placeOf } = translatePocketToml(document, { name, stage, project, source });
  return { config, name: source, file, placeOf };
}

/** Parses TOML; an error names the place and never quotes the text, as the parser's own message does. */
export function parseToml(text: string, source: string): Table {
  try {
    // A number too great for a double is nothing to us.
    return parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    const { line, column } = error;
    throw new ConfigError(source, [
      { path: '', text: `not valid TOML at line ${line}, column ${column}` },
    ]);
  }
}

/** The project's name where the file has none: that of the pyproject.toml beside it, or the folder's. */
async function projectBeside(file: string): Promise<string> {
  const folder = dirname(file);
  const text = await readText(join(folder, 'pyproject.toml')).catch(() => '');
  const name = getField(getField(parseToml(text, 'pyproject.toml'), 'project'), 'name');
  return typeof name === 'string' && name !== '' ? name : basename(folder);
}
