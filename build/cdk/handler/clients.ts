import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { SignatureV4a } from '@smithy/signature-v4a';
import type { AwsClients } from '../../aws/clients.js';
import { toAwsError } from '../../aws/errors.js';

/** The environment of the Lambda function. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface ServiceCall {
  /** Names it in errors, such as "Secrets Manager GetSecretValue". */
  readonly operation: string;
  /** The name of the service in signatures. */
  readonly service: string;
  /** The region of the signature; `*` asks for SigV4A, the only one that KeyValueStores take. */
  readonly region: string;
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Milliseconds until a call that has no answer fails. */
const CALL_TIMEOUT = 10_000;

/**
 * Clients for the four calls that the handler makes. They use the SDK's signers without the SDK's
 * clients, with which the handler would be nearly five times as large. Like those of
 * `aws/clients.ts`, they reject with the errors of `aws/errors.ts`; they retry nothing.
 */
export function createClients(env: Environment): AwsClients {
  const keyValueStore = {
    async describeKeyValueStore({ KvsARN }: { KvsARN: string }) {
      const call = storeCall(env, 'DescribeKeyValueStore', KvsARN);
      const { headers, body } = await send(env, { ...call, method: 'GET' });
      return { ...body, ETag: headers.get('etag') };
    },
    async getKey({ KvsARN, Key }: { KvsARN: string; Key: string }) {
      return (await send(env, { ...storeCall(env, 'GetKey', KvsARN, Key), method: 'GET' })).body;
    },
    async putKey({ KvsARN, Key, Value, IfMatch }: Readonly<Record<string, string>>) {
      const { body } = await send(env, {
        ...storeCall(env, 'PutKey', KvsARN!, Key),
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': IfMatch! },
        body: JSON.stringify({ Value }),
      });
      return body;
    },
  };
  const secretsManager = {
    async getSecretValue(input: { SecretId: string }) {
      const [, , , arnRegion] = input.SecretId.split(':');
      const region = arnRegion ?? env.AWS_REGION ?? '';
      const endpoint = env.AWS_ENDPOINT_URL ?? `https://secretsmanager.${region}.amazonaws.com`;
      const { body } = await send(env, {
        operation: 'SecretsManager GetSecretValue',
        service: 'secretsmanager',
        region,
        url: new URL('/', endpoint),
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'secretsmanager.GetSecretValue',
        },
        body: JSON.stringify(input),
      });
      return { ...body, CreatedDate: new Date(Number(body.CreatedDate) * 1000) };
    },
  };
  // The functions that read and write the store and the secret are those of the commands.
  return { keyValueStore, secretsManager } as unknown as AwsClients;
}

/** A call of the KeyValueStore's data plane, whose host begins with the account. */
function storeCall(env: Environment, name: string, arn: string, key?: string) {
  const account = arn.split(':')[4] ?? '';
  const endpoint = new URL(env.AWS_ENDPOINT_URL ?? 'https://cloudfront-kvs.global.api.aws');
  const path = ['', 'key-value-stores', arn, ...(key === undefined ? [] : ['keys', key])];
  return {
    operation: `CloudFrontKeyValueStore ${name}`,
    service: 'cloudfront-keyvaluestore',
    region: '*',
    url: new URL(
      path.map(encodeURIComponent).join('/'),
      `${endpoint.protocol}//${account}.${endpoint.host}`,
    ),
  };
}

interface Answer {
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

async function send(env: Environment, call: ServiceCall): Promise<Answer> {
  const { operation, url, method, body } = call;
  const { host: _, ...headers } = await sign(env, call);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      // AWS redirects no call. A redirect followed would send the body to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(CALL_TIMEOUT),
    });
    text = await response.text();
  } catch (error) {
    // No answer came. fetch says why in the cause, with codes of its own.
    const { message } = ((error as Error).cause ?? error) as Error;
    throw toAwsError(operation, { name: 'NetworkingError', message });
  }
  const answer = parseObject(text);
  if (response.ok) {
    return { headers: response.headers, body: answer };
  }
  const type = response.headers.get('x-amzn-errortype') ?? answer.__type ?? answer.code;
  throw toAwsError(operation, {
    name: String(type).split(':')[0]!.split('#').at(-1),
    message: answer.message ?? answer.Message,
    $metadata: { httpStatusCode: response.status },
  });
}

/** The headers of the signed request. */
async function sign(env: Environment, call: ServiceCall): Promise<Record<string, string>> {
  const { service, region, url, method, headers, body } = call;
  const Signer = region === '*' ? SignatureV4a : SignatureV4;
  const signer = new Signer({
    service,
    region,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
    sha256: Sha256,
  });
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { ...headers, host: url.host },
    ...(body === undefined ? {} : { body }),
  };
  return (await signer.sign(request, {})).headers;
}

function parseObject(text: string): Answer['body'] {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** SHA-256, or HMAC-SHA-256 with a key, in the form that the signers take. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', toBytes(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(toBytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') {
    return Buffer.from(data);
  }
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
