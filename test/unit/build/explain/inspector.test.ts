import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NOW, startInspectedSite, tokenCookie } from '../../../fakes/inspected-site.js';

const SECRET = '5e'.repeat(32);

it('gives away no secret, token or cookie, and tells the user of a valid token', async () => {
  const root = await mkdtemp(join(tmpdir(), 'inspected-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'index.html'), 'start page');
  const site = await startInspectedSite(root, { identityHeader: 'x-user' });
  onTestFinished(() => site.close());
  const valid = tokenCookie('ada', NOW + 60);
  const mac = valid.slice(-64);
  const encoded = encodeURIComponent(valid.split('=')[1]!);
  await site.send(`/a/${encoded}?t=${encoded}&s=${SECRET}`, {
    cookie: `session=sesame; ${valid}`,
    authorization: 'Bearer sesame',
    'x-user': 'sesame',
  });
  await site.send(`/a?t=${encoded}`, { cookie: tokenCookie('expired-user', NOW - 1) });

  const ask = { cookie: 'valid', userId: 'grace' };
  const texts = await Promise.all([
    readEvents(`${site.inspectorUrl}events`),
    ...[1, 2].map(async (id) => (await fetch(`${site.inspectorUrl}decisions/${id}`)).text()),
    fetch(`${site.inspectorUrl}decisions/1`, {
      method: 'POST',
      headers: { origin: site.url, 'content-type': 'application/json' },
      body: JSON.stringify(ask),
    }).then((response) => response.text()),
  ]);
  const text = texts.join('\n');
  expect(text).not.toContain(mac);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain('sesame');
  expect(text).not.toContain('expired-user');
  // No MAC at all: neither that of another user nor that of a variation.
  expect(text).not.toMatch(/[\da-f]{64}/);
  expect(texts[1]).toContain('"userId":"ada"');
  expect(texts[3]).toContain('"userId":"grace"');
});

/** The events of two decisions. */
function readEvents(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url.replace('localhost', '127.0.0.1'), (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
        if (text.split('event: decision').length > 2) {
          request.destroy();
          resolve(text);
        }
      });
    }).once('error', reject);
  });
}
