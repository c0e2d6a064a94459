import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type LambdaEvent,
  requireToken,
  withSpaTokenCookie,
} from '../../../../../signer/adapters/lambda.js';
import { ResponseStream, runtime } from '../../../../fakes/lambda/streaming.js';
import { SECRET, tokenOf } from '../../fixtures.js';

const NOW = 40;
const LOGIN = `pocket-spa-token=${tokenOf('alice', 100)}; Max-Age=60; HttpOnly; Secure; SameSite=Lax; Path=/`;

const requestOf = (method: string) => ({ version: '2.0', requestContext: { http: { method } } });
const { HttpResponseStream } = runtime;

type StreamHandler = (event: LambdaEvent, stream: ResponseStream) => Promise<void>;

const renewing = (handler: StreamHandler) =>
  withSpaTokenCookie(handler, {
    secret: SECRET,
    now: () => NOW,
    maxAge: 60,
    getUserId: () => 'alice',
  });

async function run(handler: StreamHandler, event: LambdaEvent): Promise<string> {
  const stream = new ResponseStream();
  await handler(event, stream);
  return stream
    .setEncoding('utf8')
    .toArray()
    .then((chunks) => chunks.join(''));
}

const open = (stream: ResponseStream, metadata: object) => {
  const body = HttpResponseStream.from(stream, metadata);
  body.write('body' as never);
  body.end();
};

afterEach(() => void vi.unstubAllGlobals());

describe('withSpaTokenCookie of a handler that streams', () => {
  it('adds the cookie to the metadata, which stays as it is', async () => {
    vi.stubGlobal('awslambda', runtime);
    const metadata = Object.freeze({ statusCode: 200, headers: Object.freeze({ a: 'b' }) });
    const handler = renewing(async (_event, stream) => open(stream, metadata));
    const changed = { ...metadata, headers: { a: 'b', 'cache-control': 'private' } };
    const expected = `${JSON.stringify({ ...changed, cookies: [LOGIN] })}${'\0'.repeat(8)}body`;
    expect(await run(handler, requestOf('GET'))).toBe(expected);
    expect(await run(handler, requestOf('GET'))).toBe(expected);
  });

  // Metadata is not what a handler returns: nothing in it is a body.
  it('takes metadata without a status', async () => {
    vi.stubGlobal('awslambda', runtime);
    const handler = renewing(async (_event, stream) => open(stream, {}));
    expect(await run(handler, { httpMethod: 'HEAD', headers: {} })).toBe(
      `{"headers":{"cache-control":"private"},"multiValueHeaders":{"set-cookie":["${LOGIN}"]}}${'\0'.repeat(8)}body`,
    );
  });

  it('changes neither other streams, nor the answer to a POST', async () => {
    vi.stubGlobal('awslambda', runtime);
    const plain: StreamHandler = async (_event, stream) => open(stream, { statusCode: 200 });
    const unchanged = `{"statusCode":200}${'\0'.repeat(8)}body`;
    await run(renewing(plain), requestOf('GET'));
    expect(await run(plain, requestOf('GET'))).toBe(unchanged);
    expect(await run(renewing(plain), requestOf('POST'))).toBe(unchanged);
  });

  it('leaves a stream without metadata as it is, and a runtime without streaming', async () => {
    const raw = renewing(async (_event, stream) => void stream.end('raw'));
    expect(await run(raw, requestOf('GET'))).toBe('raw');
    vi.stubGlobal('awslambda', runtime);
    expect(await run(raw, requestOf('GET'))).toBe('raw');
  });
});

it('requireToken writes its refusal to the stream, with the metadata before it', async () => {
  vi.stubGlobal('awslambda', runtime);
  const inner = vi.fn();
  const handler = requireToken(inner, { secret: SECRET, now: NOW });
  const stream = new ResponseStream();
  // Lambda's runtime warns of a handler that streams and returns something.
  expect(await handler(requestOf('GET'), stream)).toBeUndefined();
  const text = (await stream.setEncoding('utf8').toArray()).join('');
  const [metadata, body] = text.split('\0'.repeat(8));
  expect(JSON.parse(metadata!)).toEqual({
    statusCode: 401,
    headers: {
      'content-type': 'application/json',
      'www-authenticate': 'Cookie',
      'cache-control': 'no-store',
    },
  });
  expect(body).toBe('{"error":"unauthenticated","reason":"missing"}');
  expect(inner).not.toHaveBeenCalled();
});

it('requireToken says what is missing if a stream is given outside of Lambda', async () => {
  const handler = requireToken(vi.fn(), { secret: SECRET, now: NOW });
  await expect(handler(requestOf('GET'), new ResponseStream())).rejects.toMatchObject({
    code: 'ERR_SPA_AUTH_RESPONSE',
    message: expect.stringContaining('"awslambda"'),
  });
});
