import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkPackage, ROOT, runProgram } from '../run-program.js';
import { MISTAKES, type Mistake, PORT_IN_USE, SECRET } from './table.js';

const PROJECT = '/home/ada/shop';

/** Makes `process.versions.node` another one before the command starts. */
const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })",
)}`;

let folder: string;
const taken = createServer();

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'spa-auth-mistakes-')));
  // The script `prepare` would build again while the other checks use dist/.
  const pack = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', folder];
  const [{ filename }] = JSON.parse((await runProgram('npm', pack)).stdout);
  // Unpacked, as an installation is: from a link, esbuild and the AWS SDK would be found.
  for (const root of ['installed', 'without']) {
    const target = join(folder, root, 'node_modules/pocket-spa-auth');
    await mkdir(target, { recursive: true });
    const unpack = ['-xzf', join(folder, filename), '--strip-components=1', '-C', target];
    expect(await runProgram('tar', unpack)).toMatchObject({ status: 0 });
  }
  await linkPackage(join(folder, 'installed'), 'esbuild', join(ROOT, 'node_modules/esbuild'));
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
}, 60_000);

afterAll(async () => {
  taken.close();
  await rm(folder, { recursive: true });
});

/** Makes the mistake, and returns what the command line said. */
async function make(mistake: Mistake, index: number) {
  const root = join(folder, mistake.setup === 'no esbuild' ? 'without' : 'installed');
  const project = join(root, `project-${index}`);
  await mkdir(project);
  for (const [path, text] of Object.entries(mistake.files ?? {})) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const program = join(root, 'node_modules/pocket-spa-auth/dist/build/bin.js');
  const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runProgram(process.execPath, [program, ...argv], {
      cwd: join(project, mistake.folder ?? '.'),
      env: {
        ...{ SPA_TOKEN_SECRET: '', POCKET_STAGE: '', PORT: '', npm_lifecycle_event: '' },
        ...env,
      },
    });
  if (mistake.setup === 'built function in dist') {
    expect(await run(['build', '--out', 'dist/edge'])).toMatchObject({ status: 0 });
  }
  const { port } = taken.address() as AddressInfo;
  const argv = mistake.argv.map((word) => (word === PORT_IN_USE ? `${port}` : word));
  const env = mistake.setup === 'old Node.js' ? { NODE_OPTIONS: `--import=${OLD_NODE}` } : {};
  const { status, stderr } = await run(argv, { ...mistake.env, ...env });
  const text = stderr
    .replaceAll(project, PROJECT)
    .replaceAll(`${port + 1}`, '8788')
    .replaceAll(`${port}`, '8787');
  return { status, lines: text.trimEnd().split('\n') };
}

describe('the likeliest mistakes', () => {
  it.each(MISTAKES.map((mistake, index) => ({ ...mistake, index })))(
    'are answered in words: $title',
    async ({ index, ...mistake }) => {
      const { status, lines } = await make(mistake, index);
      expect(lines).toEqual(mistake.message.split('\n').map((line) => `pocket-spa-auth: ${line}`));
      expect(status).toBe(mistake.status);
      expect(lines.join()).not.toContain(SECRET.slice(0, 8));
    },
    60_000,
  );

  it('are 29, and docs/mistakes.md lists them; `npx vitest --update` writes it', async () => {
    expect(MISTAKES).toHaveLength(29);
    await expect(formatPage(MISTAKES)).toMatchFileSnapshot(join(ROOT, 'docs/mistakes.md'));
  });
});

function formatPage(mistakes: readonly Mistake[]): string {
  const rows = mistakes.map(({ title, argv, message, status }) => {
    const command = argv
      .join(' ')
      .replace(PORT_IN_USE, '8787')
      .replace(/\S*[0-9a-f]{64}/, '…');
    const exit = status === 0 ? 'goes on' : `${status}`;
    return `| ${title} | \`${command}\` | ${message.replaceAll('\n', '<br>').replaceAll(/[|*<]/g, '\\$&')} | ${exit} |`;
  });
  return [
    '# Mistakes of the first hour',
    '',
    'The 29 likeliest mistakes, what the command line says to each, and its exit status. Every message begins with `pocket-spa-auth:`. Each row is a test',
    'that makes the mistake and runs the command.',
    '',
    '| mistake | command | message | exit |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
