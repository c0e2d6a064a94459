import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveConfig } from '../../../build/config/resolve.js';
import { generateToken } from '../../../signer/index.js';
import { describeEachNginx } from './each.js';
import { type Gate, startGate } from './gate.js';
import { send } from './wire.js';

const OLD = '5e'.repeat(32);
const NEW = 'a7'.repeat(32);
const IN_FLIGHT = 40;

// A backend that answers when it is told to.
let waiting: ServerResponse[] = [];
const backend = createServer((_, response) => waiting.push(response));
beforeAll(() => new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve)));
afterAll(() => void backend.close());

function ask(gate: Gate, path: string, secret: string) {
  const cookie = `pocket-spa-token=${generateToken('user', { secret })}`;
  const lines = ['Host: app.example.com', 'Connection: close', `Cookie: ${cookie}`];
  return send(gate.port, `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, /$^/);
}

/** Starts requests, and resolves when the backend has all of them. */
async function startRequests(gate: Gate, secret: string) {
  waiting = [];
  const answers = Array.from({ length: IN_FLIGHT }, () => ask(gate, '/api/slow', secret));
  await expect.poll(() => waiting.length).toBe(IN_FLIGHT);
  return {
    async finish() {
      for (const response of waiting) {
        response.end('done');
      }
      return (await Promise.all(answers)).map(({ status, body }) => `${status} ${body}`);
    },
  };
}

function countWorkers({ process: { pid } }: Gate): number {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').length;
}

const ALL_DONE = Array<string>(IN_FLIGHT).fill('200 done');

describeEachNginx((nginx) => {
  it('takes a new secret and new cut-offs by a reload, which loses no request', async () => {
    const gate = await startGate({
      nginx,
      config: resolveConfig({ revocation: true }),
      secret: OLD,
      backend: `http://127.0.0.1:${(backend.address() as AddressInfo).port}`,
    });
    // 404: the token is accepted, and there is no such file.
    expect(await ask(gate, '/a.js', OLD)).toMatchObject({ status: 404 });
    expect(await ask(gate, '/a.js', NEW)).toMatchObject({ status: 302 });

    let requests = await startRequests(gate, OLD);
    await writeFile(join(gate.folder, 'spa-auth/secret.conf'), `js_var $spa_auth_secret "${NEW}";`);
    gate.process.kill('SIGHUP');
    await expect.poll(async () => (await ask(gate, '/a.js', NEW)).status).toBe(404);
    await expect.poll(async () => (await ask(gate, '/a.js', OLD)).status).toBe(302);
    expect(await requests.finish()).toEqual(ALL_DONE);

    await writeFile(join(gate.folder, 'spa-auth/cut-offs.conf'), 'everybody 9007199254740991;');
    gate.process.kill('SIGHUP');
    const readReason = async () =>
      (await ask(gate, '/a.js', NEW)).headers.find(([name]) => name === 'x-spa-auth-reason')?.[1];
    await expect.poll(readReason).toBe('revoked');
    // Until a former worker has ended, it may take a request too, with the former cut-offs.
    await expect.poll(() => countWorkers(gate)).toBe(1);

    await writeFile(join(gate.folder, 'spa-auth/cut-offs.conf'), '');
    gate.process.kill('SIGHUP');
    await expect.poll(async () => (await ask(gate, '/a.js', NEW)).status).toBe(404);
    await expect.poll(() => countWorkers(gate)).toBe(1);
    requests = await startRequests(gate, NEW);
    const ended = new Promise((resolve) => gate.process.once('exit', resolve));
    gate.process.kill('SIGQUIT');
    expect(await requests.finish()).toEqual(ALL_DONE);
    await ended;
    await gate.close();
  });

  it('keeps the former secret if a file cannot be read', async () => {
    const gate = await startGate({ nginx, config: resolveConfig({}), secret: OLD });
    await writeFile(join(gate.folder, 'spa-auth/secret.conf'), 'js_var $spa_auth_secret "a');
    gate.process.kill('SIGHUP');
    await expect.poll(() => gate.log()).toContain('secret.conf');
    expect(await ask(gate, '/a.js', OLD)).toMatchObject({ status: 404 });
    expect(gate.log()).not.toContain(OLD);
    await gate.close();
  });
});
