import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { packageRoot } from '../../../../build/host/packages.js';
import { findCommandLines } from '../../../checks/docs/command-lines.js';
import { parsePage } from '../../../checks/docs/markdown.js';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { commandLine } from './command-line.js';
import { API } from './doctor/checks/healthy.js';
import { startWorld } from './world.js';

const NAME = 'pocket-spa-auth-try';
const PAGE = parsePage(readFileSync(join(packageRoot, 'docs/first-deploy.md'), 'utf8'));
const HOST = { host: { value: 'd1.cloudfront.net' } };

/** A step of the page: its commands, and the texts that they have to print. */
function listSteps() {
  const steps: { commands: string[]; texts: string[] }[] = [];
  for (const { language, text } of PAGE.fences) {
    if (language === 'sh') {
      const commands = findCommandLines({ fences: [{ language, text }], spans: [] } as never);
      steps.push({ commands, texts: [] });
    } else if (language === 'text') {
      steps.at(-1)!.texts.push(...text.trim().split('\n'));
    }
  }
  return steps.filter(({ commands }) => commands.length > 0);
}

it('docs/first-deploy.md can be followed', { timeout: 600_000 }, async () => {
  const world = await startWorld();
  const { fake } = world;
  const distribution = fake.cloudfront.addDistribution({
    CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/api/*', API)] },
  });
  const readConfig = () => dropEmptyLists(fake.cloudfront.distributions.get(distribution)!.config);
  const before = readConfig();
  const { text } = PAGE.fences.find(({ language }) => language === 'json')!;
  const config = JSON.parse(text.replace('E1A2B3C4D5E6F7', distribution)) as EdgeConfig;
  const shell = commandLine(world, config);
  const ask = (request: object) => fake.edge.request(distribution, { headers: HOST, ...request });
  let token = '';

  for (const { commands, texts } of listSteps()) {
    let printed = '';
    for (const command of commands) {
      // `token issue` takes the secret from the environment, and the time of this machine.
      vi.stubEnv('SPA_TOKEN_SECRET', fake.secrets.read('pocket-spa-auth/try'));
      vi.useFakeTimers({ toFake: ['Date'], now: fake.clock.now() * 1000 });
      const { status, out, err } = await shell.run(...command.split(' '));
      vi.useRealTimers();
      vi.stubEnv('SPA_TOKEN_SECRET', undefined);
      expect([command, status, err.includes('warning')]).toEqual([command, 0, false]);
      await fake.clock.advance(60);
      if (command.startsWith('token')) {
        token = out;
        const cookies = { 'pocket-spa-token': { value: token } };
        expect(await ask({ uri: '/reports/7', cookies })).toMatchObject({ uri: '/index.html' });
      } else {
        printed += `${err}\n${out}\n`;
      }
      if (command.startsWith('status --stage try --json')) {
        expect(JSON.parse(out)).toMatchObject({ name: NAME });
      }
    }
    for (const each of texts) {
      expect(printed).toContain(each);
    }
    if (commands[0] === 'status --stage try') {
      const page = { accept: { value: 'text/html' }, ...HOST };
      expect(await ask({ uri: '/reports/7', headers: page })).toMatchObject({
        statusCode: 302,
        headers: {
          location: { value: '/api/auth/login?next=%2Freports%2F7' },
          'x-spa-auth-reason': { value: 'missing' },
        },
      });
      const script = { accept: { value: 'application/json' }, ...HOST };
      expect(await ask({ uri: '/api/users', headers: script })).toMatchObject({
        statusCode: 401,
        headers: { 'x-spa-auth-reason': { value: 'missing' } },
      });
      expect(await ask({ uri: '/api/auth/login' })).toMatchObject({ uri: '/api/auth/login' });
    }
  }
  expect(token).not.toBe('');
  expect(fake.cloudfront.functions.size).toBe(0);
  expect(fake.cloudfront.stores.size).toBe(0);
  expect(readConfig()).toEqual(before);
});

/** A copy in which an empty list has no items: CloudFront takes it with or without them. */
function dropEmptyLists(config: object): object {
  const text = JSON.stringify(config, (_, value) =>
    value?.Quantity === 0 ? { Quantity: 0 } : value,
  );
  return JSON.parse(text);
}
