import { createECDH, createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import '../../../../fakes/aws/loopback.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClients } from '../../../../../build/cdk/handler/clients.js';

// Verifies the signatures as the AWS documentation describes them, without a library of AWS. The
// simulated account looks only at their form.

interface Request {
  readonly message: IncomingMessage;
  readonly body: string;
}

const ACCESS_KEY = 'AKIDEXAMPLE';
const SECRET_KEY = 'an example, not a secret';
const STORE = 'arn:aws:cloudfront::111122223333:key-value-store/0a1b-2c3d';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:site/dev-AbCdEf';

let last: Request | undefined;
const server = createServer(async (message, response) => {
  last = { message, body: await text(message) };
  response.setHeader('etag', 'E1').end('{}');
});

beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
afterAll(() => void server.close());

const clients = () =>
  createClients({
    AWS_ENDPOINT_URL: `http://localhost:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_SESSION_TOKEN: 'a session',
    AWS_REGION: 'us-west-2',
  });

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string | Buffer) =>
  createHmac('sha256', key).update(data).digest();

/** Takes the signature apart, and computes the text that it has to sign. */
function readSignature({ message, body }: Request) {
  const { method = '', url = '', headers } = message;
  const parts =
    /^(\S+) Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=([\da-f]+)$/.exec(
      headers.authorization ?? '',
    );
  const [, algorithm, scope, names = '', signature = ''] = parts ?? [];
  // Each segment is escaped a second time for every service except S3.
  const path = url.split('/').map(encodeURIComponent).join('/');
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, '', lines.join(''), names, sha256(body)].join('\n');
  const date = String(headers['x-amz-date']);
  const signed = [algorithm, date, scope, sha256(canonical)].join('\n');
  return { algorithm, scope: scope!, names: names.split(';'), signature, signed, date };
}

it('signs calls of Secrets Manager with SigV4, for the region of the secret', async () => {
  await clients().secretsManager.getSecretValue({ SecretId: SECRET, VersionStage: 'AWSCURRENT' });
  const { algorithm, scope, names, signature, signed, date } = readSignature(last!);
  expect(algorithm).toBe('AWS4-HMAC-SHA256');
  expect(scope).toBe(`${date.slice(0, 8)}/eu-west-1/secretsmanager/aws4_request`);
  expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${SECRET_KEY}`);
  expect(signature).toBe(hmac(key, signed).toString('hex'));
  expect(JSON.parse(last!.body)).toEqual({ SecretId: SECRET, VersionStage: 'AWSCURRENT' });
});

it.each([
  ['DescribeKeyValueStore', 'GET', STORE, undefined],
  ['GetKey', 'GET', `${STORE}/keys/token_secret`, undefined],
  ['PutKey', 'PUT', `${STORE}/keys/token_secret`, 'E1'],
] as const)('signs %s with SigV4A for every region', async (operation, method, path, etag) => {
  const { keyValueStore: kvs } = clients();
  const input = { KvsARN: STORE, Key: 'token_secret', Value: 'text', IfMatch: 'E1' };
  await {
    DescribeKeyValueStore: () => kvs.describeKeyValueStore(input),
    GetKey: () => kvs.getKey(input),
    PutKey: () => kvs.putKey(input),
  }[operation]();
  const { headers, url } = last!.message;
  expect(last!.message.method).toBe(method);
  // The ARN is one segment of the path.
  const [arn, ...rest] = [path.slice(0, STORE.length), path.slice(STORE.length)];
  expect(url).toBe(`/key-value-stores/${encodeURIComponent(arn)}${rest.join('')}`);
  expect(headers.host).toMatch(/^111122223333\.localhost:\d+$/);
  expect(headers['if-match']).toBe(etag);
  expect(last!.body).toBe(etag === undefined ? '' : '{"Value":"text"}');

  const { algorithm, scope, names, signature, signed, date } = readSignature(last!);
  expect(algorithm).toBe('AWS4-ECDSA-P256-SHA256');
  expect(scope).toBe(`${date.slice(0, 8)}/cloudfront-keyvaluestore/aws4_request`);
  expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-region-set']));
  expect(headers['x-amz-region-set']).toBe('*');
  const isValid = verify('sha256', Buffer.from(signed), publicKey(), Buffer.from(signature, 'hex'));
  expect(isValid).toBe(true);
});

/** The public half of the key that SigV4A derives from the credentials, with the counter 1. */
function publicKey() {
  const input = Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    Buffer.from('AWS4-ECDSA-P256-SHA256\0'),
    Buffer.from(ACCESS_KEY),
    Buffer.from([1, 0, 0, 1, 0]),
  ]);
  const candidate = BigInt(`0x${hmac(`AWS4A${SECRET_KEY}`, input).toString('hex')}`);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey((candidate + 1n).toString(16).padStart(64, '0'), 'hex');
  const point = ecdh.getPublicKey();
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  return createPublicKey({ key: jwk, format: 'jwk' });
}
