import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/interop/frameworks');
const PACKAGE = 'pocket-spa-auth';
// The oldest version that all of the frameworks take, and one of npm's packages of Node.js.
const [LEAST_MAJOR, LEAST_MINOR] = [22, 22];
const NODE = `node-${process.platform.replace('win32', 'win')}-${process.arch}@24.21.0`;
/** What builds and installations write into a folder of `examples/`. */
const MADE =
  /^(?:node_modules|dist|build|next-env\.d\.ts|\.(?:next|nuxt|output|svelte-kit|react-router))$/;

const run = promisify(execFile);

/** An example that has been installed and built as for production, in a folder of the cache. */
export interface Project {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Installs and builds an example of `examples/`. The package of this checkout is copied into it, as
 * from a registry: a bundler need not follow a link out of the application's folder. `more` is a
 * folder that is laid over the example's.
 */
export async function buildProject(name: string, more?: string): Promise<Project> {
  const folder = join(CACHE, name);
  const environment = await makeEnvironment();
  await copySources(join(ROOT, 'examples', name), folder);
  await install(folder, environment);
  if (more) {
    await cp(more, folder, { recursive: true });
  }
  const target = join(folder, 'node_modules', PACKAGE);
  await cp(join(ROOT, 'package.json'), join(target, 'package.json'));
  await cp(join(ROOT, 'dist/signer'), join(target, 'dist/signer'), { recursive: true });
  // Without a secret: a build loads every route, and must not need one.
  await run('npm', ['run', 'build'], { cwd: folder, env: environment });
  return { folder, environment };
}

async function copySources(source: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder)) {
    if (entry !== 'node_modules') {
      await rm(join(folder, entry), { recursive: true });
    }
  }
  for (const entry of await readdir(source)) {
    if (!MADE.test(entry)) {
      await cp(join(source, entry), join(folder, entry), { recursive: true });
    }
  }
}

/** Runs `npm ci`, without the package itself, if the lock is another one than the last time. */
async function install(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const file of ['package.json', 'package-lock.json']) {
    const path = join(folder, file);
    const content = JSON.parse(await readFile(path, 'utf8'));
    delete (content.packages?.[''] ?? content).dependencies[PACKAGE];
    delete content.packages?.[`node_modules/${PACKAGE}`];
    await writeFile(path, JSON.stringify(content, null, 2));
  }
  const lock = await readFile(join(folder, 'package-lock.json'), 'utf8');
  const stamp = join(folder, 'node_modules/installed.json');
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== lock) {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, env });
    await writeFile(stamp, lock);
  }
}

async function makeEnvironment(): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    PATH: `${dirname(await findNode())}${delimiter}${process.env.PATH}`,
    NODE_ENV: undefined,
    SPA_TOKEN_SECRET: undefined,
    NEXT_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
  };
}

/** A program of Node.js that is new enough for the frameworks: this one, or a package of npm. */
async function findNode(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > LEAST_MAJOR || (major === LEAST_MAJOR && minor >= LEAST_MINOR)) {
    return process.execPath;
  }
  const folder = join(CACHE, 'node');
  const [name] = NODE.split('@') as [string];
  const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...options, NODE]);
  return join(folder, 'node_modules', name, 'bin/node');
}
