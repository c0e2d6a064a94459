import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../../build/aws/clients.js';
import { stubEnvironment } from './world.js';
import '../../../fakes/aws/loopback.js';

const STORE = 'arn:aws:cloudfront::111122223333:key-value-store/a1b2';

/** A page that a network could show; no part of it may reach a message. */
export const PAGE =
  '<!doctype html><html><head><title>Guest network</title></head><body><form><input name="pin" value="pin-of-the-page"></form></body></html>';

/** One call of each client. */
export const CALLS: Readonly<Record<string, (clients: AwsClients) => Promise<unknown>>> = {
  'CloudFront DescribeFunction': ({ cloudfront }) => cloudfront.describeFunction({ Name: 'shop' }),
  'CloudFront GetFunction': ({ cloudfront }) => cloudfront.getFunction({ Name: 'shop' }),
  'CloudFrontKeyValueStore GetKey': ({ keyValueStore }) =>
    keyValueStore.getKey({ KvsARN: STORE, Key: 'token_secret' }),
  'SecretsManager GetSecretValue': ({ secretsManager }) =>
    secretsManager.getSecretValue({ SecretId: 'shop' }),
};

const running: Server[] = [];
/** A folder of the test, which is also the home folder. */
export let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spa-auth-failures-'));
  stubEnvironment('');
  // Nothing of the machine that the tests run on is read.
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('HOME', folder);
});

afterEach(async () => {
  for (const server of running.splice(0)) {
    await new Promise((done) => {
      server.close(done);
      (server as Partial<HttpServer>).closeAllConnections?.();
    });
  }
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Listens until the test ends, and returns the port. */
export async function listen(server: Server): Promise<number> {
  running.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** Sends the SDK's calls to a server that gives every call this answer. */
export async function answer(status: number, headers: Record<string, string>, body: string) {
  const respond: RequestListener = (request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  };
  const port = await listen(createServer(respond));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${port}`);
  return port;
}

/** The error of a call that must fail. */
export async function failure(operation: string): Promise<{ message: string; exitCode: number }> {
  const clients = await createAwsClients();
  return CALLS[operation]!(clients).then(
    () => {
      throw new Error(`${operation} did not fail`);
    },
    (error) => error,
  );
}

/** Two lines: what happened, and one sentence that says what to do. */
export function expectAdvice(message: string, what: RegExp, advice: string): void {
  const lines = message.split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(what);
  expect(lines[1]).toContain(advice);
  expect(message).not.toMatch(/ {4}at |hidden field|UnknownError|Unexpected token|pin-of-the-page/);
}

export const HTML = { 'content-type': 'text/html; charset=utf-8' };
