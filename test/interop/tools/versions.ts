import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);

/** The version of an npm package that is installed here. */
export function npmVersion(name: string): string {
  return JSON.parse(readText(`node_modules/${name}/package.json`)).version;
}

/** The version of a PyPI package that python/requirements.txt asks for. */
export function pythonVersion(name: string): string {
  return versionIn(
    'test/interop/siblings/python/requirements.txt',
    new RegExp(`^${name}==(\\S+)$`, 'm'),
  );
}

/** The version of a crate that rust/Cargo.lock asks for. */
export function crateVersion(name: string): string {
  return versionIn(
    'test/interop/siblings/rust/Cargo.lock',
    new RegExp(`^name = "${name}"\nversion = "(.+)"$`, 'm'),
  );
}

function versionIn(file: string, pattern: RegExp): string {
  const version = pattern.exec(readText(file))?.[1];
  if (version === undefined) {
    throw new Error(`${file} does not match ${pattern}`);
  }
  return version;
}

function readText(file: string): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}
