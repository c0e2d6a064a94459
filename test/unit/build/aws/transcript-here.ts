import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { createCertificate } from '../../../../build/preview/certificate.js';
import { generateToken } from '../../../../signer/index.js';
import { type Fault, FILES, startGatedSite } from '../../../fakes/gated-site.js';
import { NOW, SECRET } from '../../../fakes/site.js';
import { fakeTerminal } from '../commands/fake-terminal.js';

// The commands of the transcript that need no AWS.

interface Run {
  readonly status: number;
  readonly text: string;
}

const HOOK = `import { defineHook } from 'pocket-spa-auth/build';

export default defineHook<'after'>((request) => {
  if (request.uri.startsWith('/docs/') && request.uri.endsWith('/')) {
    request.uri += 'index.html';
  }
});
`;

/** What `build` and `explain` print for a function with a hook. */
export async function describeHook(): Promise<string> {
  return inFolder({ after: 'edge/after.ts' }, { 'after.ts': HOOK }, async (run) => {
    const built = await run('build');
    const explained = await run('explain', '/docs/', '--cookie', '-');
    expect([built.status, explained.status]).toEqual([0, 0]);
    return [
      '`edge/after.ts` is the directory index of [Hooks](hooks.md#a-directory-index). The cookie of somebody who is logged in is on standard input of `explain`:\n',
      `${block(built.text)}\n${block(explained.text)}`,
    ].join('\n');
  });
}

/** What `probe` prints for a site with three holes, and for the same site without any. */
export async function describeProbe(): Promise<string> {
  return inFolder({ loginPath: '/login' }, {}, async (run) => {
    const leaky = await probe(run, LEAKS);
    const clean = await probe(run, undefined);
    expect([leaky.status, clean.status]).toEqual([4, 0]);
    return [
      'A source map is public, an error page is the application, and a cache keeps logins. The exit status is 4:\n',
      block(leaky.text),
      'Without these three, it is 0:\n',
      block(clean.text),
    ].join('\n');
  });
}

const LEAKS: Fault = (reply, asked) => {
  if (asked.path === '/assets/app.js.map') {
    return asked.content;
  }
  if (asked.method === 'POST') {
    return { ...reply, status: 403, body: FILES['/index.html']! };
  }
  const headers = { ...reply.headers, 'x-cache': 'Hit from cloudfront', 'set-cookie': 'visit=1' };
  return asked.path === '/login' ? { ...reply, headers } : reply;
};

async function probe(run: (...argv: string[]) => Promise<Run>, fault: Fault | undefined) {
  const tls = createCertificate(Math.floor(Date.now() / 1000));
  const site = await startGatedSite({ secret: SECRET, now: NOW, fault, tls });
  const { status, text } = await run('probe', site.url);
  await site.close();
  const host = new URL(site.url).host;
  return {
    status,
    text: text
      .replaceAll(host, 'app.example.com')
      .replace(/probe-[0-9a-f]{12}/g, 'probe-30bd3209e23c'),
  };
}

/** Runs commands in a folder with a configuration and modules in `edge/`. */
async function inFolder(
  config: object,
  modules: Readonly<Record<string, string>>,
  describe: (run: (...argv: string[]) => Promise<Run>) => Promise<string>,
): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'transcript-'));
  try {
    const input = generateToken('ada', { secret: SECRET, now: NOW });
    await mkdir(join(cwd, 'edge'));
    await writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(modules)) {
      await writeFile(join(cwd, 'edge', name), text);
    }
    return await describe(async (...argv) => {
      const terminal = fakeTerminal({ cwd, env: { SPA_TOKEN_SECRET: SECRET }, input });
      const status = await runCli(argv, terminal);
      const { out, err } = terminal.lines;
      const text = [...err, ...out].join('\n').replaceAll(cwd, '/home/ada/shop');
      return { status, text: `$ npx pocket-spa-auth ${argv.join(' ')}\n${text}` };
    });
  } finally {
    await rm(cwd, { recursive: true });
  }
}

function block(text: string): string {
  return `\`\`\`\n${text}\n\`\`\`\n`;
}
