import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, SCRIPT, startDev, writeApp } from './server.js';

const json = (config: object) => ({ 'spa-auth.config.json': JSON.stringify(config) });

describe('a configuration that is wrong', () => {
  it('closes the site from the start, and opens it when it is right', async () => {
    const root = await writeApp(json({ publicPaths: ['x'] }));
    const { url, lines } = await startDev(root);
    const page = await ask(url);
    expect(page.status).toBe(503);
    expect(page.body).toContain('publicPaths[0]');
    expect(page.body).toContain('from "/@vite/client"');
    expect((await ask(`${url}/src/main.js`, SCRIPT)).status).toBe(503);
    expect((await ask(`${url}/api/auth/login`)).status).toBe(503);
    // The overlay needs these.
    const client = await ask(`${url}/@vite/client`, SCRIPT);
    expect(client.status).toBe(200);
    const [, env] = /import "([^"]+)"/.exec(client.body)!;
    expect((await ask(url + env, SCRIPT)).status).toBe(200);
    expect(lines.join('\n')).toContain('nothing is served');

    await writeFile(join(root, 'spa-auth.config.json'), '{}');
    await expect.poll(async () => (await ask(url)).status).toBe(302);
  });

  it('of JavaScript is built once, though reading it writes a file beside it', async () => {
    const root = await writeApp({
      'spa-auth.config.js': "export default { publicPaths: ['x'] };",
    });
    const { url, vite, lines } = await startDev(root);
    const events: string[] = [];
    vite.watcher.on('all', (event, path) => events.push(`${event} ${path}`));
    expect((await ask(url)).status).toBe(503);
    const problems = () => lines.filter((line) => line.includes('publicPaths[0]')).length;
    const before = problems();
    await writeFile(join(root, 'notes.bundled_0a1b2c3d.mjs'), '');
    await expect.poll(() => events.join('\n')).toContain('notes.bundled');
    // A rebuild waits for 100 ms; the request waits for the rebuild.
    expect((await ask(url)).status).toBe(503);
    expect(problems()).toBe(before);
  });

  it('keeps the last function after a change, and says so', async () => {
    const root = await writeApp(json({ loginPath: '/in' }));
    const { url, lines } = await startDev(root);
    expect((await ask(url)).headers.location).toBe('/in?next=%2F');
    await writeFile(join(root, 'spa-auth.config.json'), '{ "loginPath": ');
    await expect.poll(() => lines.join('\n')).toContain('the last function stays in place');
    expect((await ask(url)).headers.location).toBe('/in?next=%2F');
    await writeFile(join(root, 'spa-auth.config.json'), '{ "loginPath": "/enter" }');
    await expect.poll(async () => (await ask(url)).headers.location).toBe('/enter?next=%2F');
  });

  it('is built again when a hook, or a file that it imports, changes', async () => {
    const hook = (n: number) => `export const code = ${n};\n`;
    const root = await writeApp({
      ...json({ before: 'gone.ts' }),
      'gone.ts':
        "import { code } from './code';\nexport default (request) => request.uri === '/gone' ? { statusCode: code } : undefined;\n",
      'code.ts': hook(410),
    });
    const { url } = await startDev(root);
    expect((await ask(`${url}/gone`)).status).toBe(410);
    await writeFile(join(root, 'code.ts'), hook(451));
    await expect.poll(async () => (await ask(`${url}/gone`)).status).toBe(451);
    await rm(join(root, 'code.ts'));
    await writeFile(join(root, 'code.ts'), 'export const code = ;');
    await writeFile(join(root, 'code.ts'), hook(404));
    await expect.poll(async () => (await ask(`${url}/gone`)).status).toBe(404);
  });
});
