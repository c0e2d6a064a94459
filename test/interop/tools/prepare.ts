import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Python that has magic-pocket and Django, or null where it could not be made. */
    python: string | null;
    /** The driver of our reading of the Rust crate, or null where it could not be built. */
    rust: string | null;
  }
}

const SIBLINGS = fileURLToPath(new URL('../siblings', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/interop', import.meta.url));

const run = promisify(execFile);

/** Makes what is not Node once for a whole run. A missing tool fails it in CI, and elsewhere is named and left out. */
export default async function prepare({ provide }: TestProject): Promise<void> {
  provide('python', await attempt('Python (needs python3 with venv)', python));
  provide('rust', await attempt('Rust (needs cargo)', rust));
}

async function attempt(name: string, make: () => Promise<string>): Promise<string | null> {
  try {
    return await make();
  } catch (error) {
    const reason = `${name}: ${(error as Error).message.split('\n')[0]}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    console.warn(`Left out: ${reason}`);
    return null;
  }
}

async function python(): Promise<string> {
  const folder = join(CACHE, 'python');
  const program = join(folder, 'bin/python');
  const list = join(SIBLINGS, 'python/requirements.txt');
  const wanted = await readFile(list, 'utf8');
  // Written last, so that a broken installation is not taken for a whole one.
  const stamp = join(folder, 'installed.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return program;
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder], { timeout: 120_000 });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(program, [...pip, '--no-deps', '-r', list], { timeout: 300_000 });
  await writeFile(stamp, wanted);
  return program;
}

async function rust(): Promise<string> {
  const target = join(CACHE, 'rust');
  const manifest = join(SIBLINGS, 'rust/Cargo.toml');
  await run('cargo', ['build', '--quiet', '--release', '--locked', '--manifest-path', manifest], {
    env: { ...process.env, CARGO_TARGET_DIR: target },
    timeout: 300_000,
  });
  return join(target, 'release/spa-auth-reading');
}
