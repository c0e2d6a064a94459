import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { install, makeVenv } from './venv.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Python that has magic-pocket and Django; null if it could not be made. */
    python: string | null;
    /** The driver of this project's version of the Rust crate; null if it could not be built. */
    rust: string | null;
    /** The Python that has cfn-lint and a parser of HCL; null if it could not be made. */
    judges: string | null;
    /** The folder that has the CDK's command line installed; null if it could not be made. */
    cdk: string | null;
    /** The Python that has moto and botocore; null if it could not be made. */
    moto: string | null;
    /** The program of nginx; null if the machine has none. */
    nginx: string | null;
    /**
     * The folder that has the libraries of the provider for Terraform's tests; null where the
     * machine has no Terraform.
     */
    terraform: string | null;
    /** The folder that has the Serverless Framework installed; null if it could not be made. */
    serverless: string | null;
    /** The folder that has SST installed; null if it could not be made. */
    sst: string | null;
    /** The folder that has two releases of h3 installed; null if it could not be made. */
    h3: string | null;
    /** The folder that has AWS's runtime clients installed; null if it could not be made. */
    lambda: string | null;
    /** The folder that has the other runtimes installed; null if they were not. */
    runtimes: string | null;
  }
}

const INTEROP = fileURLToPath(new URL('..', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/interop', import.meta.url));
const CDK = ['aws-cdk@2.1148.1'];
const H3 = ['h3-1@npm:h3@1.15.11', 'h3-2@npm:h3@2.0.8'];
// The last release for Node.js 20, and the current one.
const LAMBDA = ['client-3@npm:aws-lambda-ric@3.3.0', 'client-4@npm:aws-lambda-ric@4.0.2'];
const PLUGIN = ['@grpc/grpc-js@1.14.7', '@grpc/proto-loader@0.8.1', '@msgpack/msgpack@3.1.3'];
const SERVERLESS = ['osls@4.3.1'];
const SST = ['sst@4.17.1'];

const run = promisify(execFile);

/**
 * Installs the tools besides Node.js once for a whole run. A missing tool is a failure in CI;
 * elsewhere its tests are skipped.
 */
export default async function prepare({ provide }: TestProject): Promise<void> {
  const venv = 'Python (needs python3 with venv)';
  provide('python', await attempt(venv, () => python('python', 'siblings/python')));
  provide('rust', await attempt('Rust (needs cargo)', rust));
  provide('judges', await attempt(venv, () => python('judges', 'synth')));
  provide('moto', await attempt(venv, () => python('moto', 'moto')));
  provide('cdk', await attempt('the CDK (needs npm)', () => npm('cdk', CDK)));
  const serverless = () => npm('serverless', SERVERLESS);
  provide('serverless', await attempt('the Serverless Framework (needs npm)', serverless));
  provide('sst', await attempt('SST (needs npm)', () => npm('sst', SST)));
  provide('h3', await attempt('h3 (needs npm)', () => npm('h3', H3)));
  const lambda = () => npm('lambda', LAMBDA);
  provide('lambda', await attempt("AWS's runtime clients (need npm)", lambda));
  provide('runtimes', await attempt('other runtimes', runtimes));
  provide('nginx', await attempt('nginx (needs nginx-light of Debian)', nginx));
  // No Linux distribution packages Terraform, so it may be missing in CI too.
  provide('terraform', await attempt('Terraform (needs terraform)', terraform, false));
}

async function attempt(
  name: string,
  make: () => Promise<string>,
  isRequired = Boolean(process.env.CI),
): Promise<string | null> {
  try {
    return await make();
  } catch (error) {
    const reason = `${name}: ${(error as Error).message.split('\n')[0]}`;
    if (isRequired) {
      throw new Error(reason, { cause: error });
    }
    console.warn(`Skipped: ${reason}`);
    return null;
  }
}

function python(name: string, source: string): Promise<string> {
  return makeVenv(join(CACHE, name), join(INTEROP, source, 'requirements.txt'));
}

async function npm(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(CACHE, name);
  await install(folder, packages.join(), async () => {
    const options = [
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ];
    await run('npm', ['install', ...options, ...packages], { timeout: 300_000 });
  });
  return folder;
}

async function runtimes(): Promise<string> {
  const source = join(INTEROP, 'runtimes/programs');
  const folder = join(CACHE, 'runtimes');
  await install(folder, await readFile(join(source, 'package-lock.json'), 'utf8'), async () => {
    if (!process.env.CI && !process.env.RUNTIMES) {
      throw new Error('1.3 GB, only for Linux on x64. RUNTIMES=1 npm run interop gets them');
    }
    for (const file of ['package.json', 'package-lock.json']) {
      await cp(join(source, file), join(folder, file));
    }
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['ci', ...options], { cwd: folder, timeout: 600_000 });
  });
  return join(folder, 'node_modules');
}

async function rust(): Promise<string> {
  const target = join(CACHE, 'rust');
  const manifest = join(INTEROP, 'siblings/rust/Cargo.toml');
  await run('cargo', ['build', '--quiet', '--release', '--locked', '--manifest-path', manifest], {
    env: { ...process.env, CARGO_TARGET_DIR: target },
    timeout: 300_000,
  });
  return join(target, 'release/spa-auth-reading');
}

async function nginx(): Promise<string> {
  // Debian keeps it where only the path of root leads.
  const path = `${process.env.PATH}:/usr/sbin`;
  await run('nginx', ['-v'], { env: { ...process.env, PATH: path }, timeout: 60_000 });
  return 'nginx';
}

async function terraform(): Promise<string> {
  await run('terraform', ['version'], { timeout: 60_000 });
  return await npm('terraform', PLUGIN);
}
