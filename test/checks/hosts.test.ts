import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProgram } from './run-program.js';

// Package managers are configured with their own registries, mirrors and proxies, so files name
// packages, not hosts. The hosts are written in parts here, because this file is searched too.
const HOSTS = [
  ['npmjs', 'org'],
  ['npmjs', 'com'],
  ['yarnpkg', 'com'],
  ['pypi', 'org'],
  ['pythonhosted', 'org'],
  ['crates', 'io'],
  ['proxy', 'golang', 'org'],
  ['sum', 'golang', 'org'],
  ['pkg', 'go', 'dev'],
  ['repo', 'maven', 'apache', 'org'],
  ['repo1', 'maven', 'org'],
  ['rubygems', 'org'],
  ['packagist', 'org'],
  ['cpan', 'org'],
  ['debian', 'org'],
  ['archive', 'ubuntu', 'com'],
].map((parts) => parts.join('.'));

/** The files that package managers write themselves, with the address of every package. */
const LOCK_FILE = /(^|\/)(package-lock\.json|go\.sum|[^/]+\.lock)$/;

/** Runs git in `folder`, and returns what it prints. */
async function git(folder: string, ...args: string[]): Promise<string> {
  // A git hook sets these to its own repository, which would be used instead of the folder's.
  const env = { GIT_DIR: undefined, GIT_INDEX_FILE: undefined, GIT_WORK_TREE: undefined };
  const { status, stdout, stderr } = await runProgram('git', args, { cwd: folder, env });
  if (status !== 0) {
    throw new Error(`git ${args[0]} failed: ${stderr}`);
  }
  return stdout;
}

/** Every line of a tracked file in `folder` that names a host, as "file:line names host". */
async function findHosts(folder: string): Promise<string[]> {
  const listed = await git(folder, 'ls-files', '-z');
  const files = listed.split('\0').filter((file) => file !== '' && !LOCK_FILE.test(file));
  const found = await Promise.all(files.map((file) => findHostsInFile(folder, file)));
  return found.flat();
}

async function findHostsInFile(folder: string, file: string): Promise<string[]> {
  const text = await readFile(join(folder, file), 'utf8').catch((error) => {
    // Git still tracks a file that has just been deleted or moved.
    if (error.code === 'ENOENT') {
      return '';
    }
    throw error;
  });
  return text
    .toLowerCase()
    .split('\n')
    .flatMap((line, index) =>
      HOSTS.filter((host) => line.includes(host)).map(
        (host) => `${file}:${index + 1} names ${host}`,
      ),
    );
}

describe('the hosts of package registries', () => {
  it('are named in no tracked file except lock files', async () => {
    expect(await findHosts(ROOT)).toEqual([]);
  });
});

describe('the search for the hosts of package registries', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-hosts-'));
    await git(folder, 'init', '--quiet');
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** Writes a file into the folder, and tracks it. */
  async function addFile(file: string, text: string): Promise<void> {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), text);
    await git(folder, 'add', file);
  }

  it.each(HOSTS)('finds %s in a file of any kind, also in upper case', async (host) => {
    await addFile('deep/down/install.sh', `#!/bin/sh\ncurl https://mirror.${host}/x\n`);
    await addFile('PLAIN', `See ${host.toUpperCase()}.`);
    expect(await findHosts(folder)).toEqual([
      `PLAIN:1 names ${host}`,
      `deep/down/install.sh:2 names ${host}`,
    ]);
  });

  it('ignores lock files, untracked files and deleted files', async () => {
    const text = `https://${HOSTS[0]}/x\n`;
    await addFile('deep/down/install.sh', '');
    await addFile('PLAIN', 'The package of this name.');
    await addFile('example/package-lock.json', text);
    await addFile('example/Cargo.lock', text);
    await addFile('go.sum', text);
    await addFile('deleted.md', text);
    await rm(join(folder, 'deleted.md'));
    await writeFile(join(folder, 'untracked.md'), text);
    expect(await findHosts(folder)).toEqual([]);
  });
});
