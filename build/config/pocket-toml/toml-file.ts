import { basename, dirname, join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { ConfigError } from '../../host/errors.js';
import type { PocketToml } from '../edge-config.js';
import { type ConfigSource, readText } from '../source/config-file.js';
import { getField, type Table } from './table.js';
import { translatePocketToml } from './translate.js';

/** Reads a `pocket.toml` and translates it to a configuration of this project. */
export async function readPocketToml(
  { file: named, name }: PocketToml,
  cwd: string,
  stage: string | undefined,
): Promise<ConfigSource> {
  const file = resolve(cwd, named);
  const source = basename(file);
  const document = parseToml(await readText(file), source);
  const project = await findProjectName(file);
  const { config, locate } = translatePocketToml(document, {
    name,
    stage,
    project,
    source,
  });
  return { config, name: source, file, files: [file], locate };
}

/**
 * Parses TOML. An error gives the position and never quotes the text; the parser's own message
 * quotes it.
 */
function parseToml(text: string, source: string): Table {
  try {
    // Without this option, the parser refuses integers that a double cannot hold, even in keys that
    // are not used here.
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

/**
 * The project's name if the file has none: the name in the pyproject.toml beside it, or the
 * folder's name.
 */
async function findProjectName(file: string): Promise<string> {
  const folder = dirname(file);
  const text = await readText(join(folder, 'pyproject.toml')).catch(() => '');
  const name = getField(getField(parseToml(text, 'pyproject.toml'), 'project'), 'name');
  return typeof name === 'string' && name !== '' ? name : basename(folder);
}
