import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { generateSecret } from '../../signer/index.js';
import { checkKeyRing } from '../config/key-ring.js';
import { CliError, UsageError } from '../host/errors.js';
import type { Answers } from './answers.js';

/** What happened to one file. */
export interface FileReport {
  readonly file: string;
  readonly change: 'wrote' | 'changed' | 'kept';
  /** What is in it now; empty if the name says enough. */
  readonly what: string;
}

const ENV_FILE = '.env';

const SECRET_VARIABLE = 'SPA_TOKEN_SECRET';

const IGNORED = [ENV_FILE, '.spa-auth/'];

/** The text of a configuration with these answers. The types need no package at run time. */
export function formatConfig({ loginPath, backendPath, secret }: Answers): string {
  const comment =
    secret === 'kvs'
      ? 'read from a KeyValueStore, which `deploy` fills'
      : 'built into the function: whoever may read the function can sign tokens';
  return `import type { EdgeConfig } from 'pocket-spa-auth/build';

export default {
  loginPath: ${quoteForScript(loginPath)},
  backendPaths: [${quoteForScript(backendPath)}],
  secret: ${quoteForScript(secret)}, // ${comment}
} satisfies EdgeConfig;
`;
}

/** A text as a literal of JavaScript. */
export function quoteForScript(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}

/** Writes the configuration. A file of this name must not exist. */
export async function writeConfig(folder: string, answers: Answers): Promise<FileReport> {
  const file = 'spa-auth.config.ts';
  await write(folder, file, formatConfig(answers), { flag: 'wx' });
  return { file, change: 'wrote', what: '' };
}

/**
 * Checks that a secret may be written to `.env`.
 *
 * @throws UsageError if git tracks the file: the secret would be committed.
 */
export async function checkSecretFile(folder: string): Promise<void> {
  if (!findSecret(await read(folder, ENV_FILE)) && (await isTracked(folder, ENV_FILE))) {
    throw new UsageError(
      `init: git tracks ${ENV_FILE}, so a secret in it would be committed; stop that with: git rm --cached ${ENV_FILE}, then run init again`,
    );
  }
}

/** Adds a new secret to `.env`, unless it has one. */
export async function writeSecret(folder: string): Promise<FileReport> {
  const old = await read(folder, ENV_FILE);
  const secret = findSecret(old);
  if (secret) {
    return { file: ENV_FILE, change: 'kept', what: `its ${describeSecret(secret)}` };
  }
  // An empty variable could win over the new line, so it is replaced.
  const rest = (old ?? '').replace(EMPTY_VARIABLE, '');
  const text = `${endLine(rest)}${SECRET_VARIABLE}=${generateSecret()}\n`;
  await write(folder, ENV_FILE, text, { mode: 0o600 });
  return {
    file: ENV_FILE,
    change: old === undefined ? 'wrote' : 'changed',
    what: `a new ${SECRET_VARIABLE}`,
  };
}

const EMPTY_VARIABLE = /^[ \t]*(?:export[ \t]+)?SPA_TOKEN_SECRET[ \t]*=.*(?:\n|$)/gm;

function findSecret(text: string | undefined): string | undefined {
  return parseEnv((text ?? '').replace(/^\uFEFF/, ''))[SECRET_VARIABLE];
}

function describeSecret(secret: string): string {
  try {
    checkKeyRing(secret);
    return SECRET_VARIABLE;
  } catch (error) {
    return `${(error as Error).message} To get a new one, delete its line and run init again.`;
  }
}

/** Makes sure that git ignores `.env` and `.spa-auth/`. */
export async function writeGitignore(folder: string): Promise<FileReport> {
  const file = '.gitignore';
  const old = await read(folder, file);
  const ignored = await Promise.all(IGNORED.map((path) => isIgnored(folder, path, old ?? '')));
  const missing = IGNORED.filter((_, i) => !ignored[i]);
  if (missing.length === 0) {
    return { file, change: 'kept', what: IGNORED.join(', ') };
  }
  await write(folder, file, `${endLine(old ?? '')}${missing.join('\n')}\n`);
  return { file, change: old === undefined ? 'wrote' : 'changed', what: missing.join(', ') };
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

async function isIgnored(folder: string, path: string, gitignore: string): Promise<boolean> {
  const status = await git(folder, 'check-ignore', '--quiet', '--no-index', path);
  if (status !== undefined && status <= 1) {
    return status === 0;
  }
  // There is no repository or no git yet, so only the plain line is known to work.
  const lines = gitignore.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ''));
  return lines.includes(path.replace(/\/$/, ''));
}

async function isTracked(folder: string, path: string): Promise<boolean> {
  return (await git(folder, 'ls-files', '--error-unmatch', path)) === 0;
}

/** The exit status of git; undefined if there is no git. */
async function git(folder: string, ...args: string[]): Promise<number | undefined> {
  try {
    await promisify(execFile)('git', args, { cwd: folder });
    return 0;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return typeof code === 'number' ? code : undefined;
  }
}

async function read(folder: string, file: string): Promise<string | undefined> {
  return readFile(join(folder, file), 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT') {
      return undefined;
    }
    throw new CliError('ERR_INIT', `init: ${file} cannot be read (${code})`);
  });
}

/** Writes in place: the file may be a link, and it keeps its rights. */
async function write(folder: string, file: string, text: string, options = {}): Promise<void> {
  await writeFile(join(folder, file), text, options).catch(({ code }: NodeJS.ErrnoException) => {
    throw new CliError('ERR_INIT', `init: ${file} cannot be written (${code})`);
  });
}
