import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './runtimes.js';

const SECRET = '0123456789abcdef'.repeat(4);

// TypeScript on the way in, most features, and both kinds of secret.
const FILES = {
  'kvs.config.ts': `import { defineConfig } from 'pocket-spa-auth/build';
export default defineConfig({
  loginPath: '/auth/login',
  publicPaths: ['/public/*', '/favicon.ico'],
  identityHeader: 'x-user',
  revocation: true,
  before: 'before.ts',
});
`,
  'before.ts': `import { defineHook } from 'pocket-spa-auth/build';
export default defineHook<'before'>((request) => {
  const host: string = request.headers.host?.value ?? '';
  return host === 'www.example.com'
    ? { statusCode: 301, headers: { location: { value: 'https://example.com/' } } }
    : undefined;
});
`,
  'embedded.config.json': JSON.stringify({ secret: 'embedded', runtime: 'cloudfront-js-1.0' }),
};

/** Writes the files of a site that the command line builds. */
export async function writeSite(project: string): Promise<void> {
  await mkdir(join(project, 'site'));
  for (const [name, text] of Object.entries(FILES)) {
    await writeFile(join(project, 'site', name), text);
  }
}

/** What `build` writes, by the name of the file. */
export async function buildSite(
  program: string,
  args: readonly string[],
  project: string,
): Promise<Record<string, string>> {
  const folder = join(project, 'site');
  const cli = join(project, 'node_modules/pocket-spa-auth/dist/build/bin.js');
  const written: Record<string, string> = {};
  for (const config of ['kvs.config.ts', 'embedded.config.json']) {
    const out = join(folder, `out-${program.replace(/\W/g, '-')}-${config}`);
    const command = [...args, cli, 'build', '--config', config, '--out', out];
    await run(program, command, folder, SECRET);
    for (const file of await readdir(out)) {
      written[`${config}: ${file}`] = await readFile(join(out, file), 'utf8');
    }
  }
  return written;
}
