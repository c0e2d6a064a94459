import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startFakeAws } from '../../../fakes/aws/index.js';
import { describeOutcome, startClients } from './clients.js';

describe('faults', () => {
  it.each([
    ['cloudfront', 'Throttling 400'],
    ['kvs', 'ThrottlingException 429'],
    ['secretsmanager', 'ThrottlingException 400'],
  ])(
    'throttle a write to %s, which answers with its own code and changes nothing',
    async (service, refusal) => {
      const { aws, cloudfront, kvs, secrets } = await startClients();
      const KvsARN = aws.cloudfront.addStore('keys');
      aws.faults.inject((call) => call.service === service && call.writes, 'throttle');
      const write = {
        cloudfront: () => cloudfront.createKeyValueStore({ Name: 'other' }),
        kvs: async () => {
          const { ETag } = await kvs.describeKeyValueStore({ KvsARN });
          return kvs.putKey({ KvsARN, Key: 'a', Value: '', IfMatch: ETag });
        },
        secretsmanager: () => secrets.createSecret({ Name: 'a', SecretString: 'x' }),
      }[service]!;
      expect(await describeOutcome(write())).toBe(refusal);
      expect(aws.calls.at(-1)).toMatchObject({ service, writes: true });
      expect(await describeOutcome(write())).toBe('not refused');
    },
  );

  it('are overcome by a client that retries a reset and an error', async () => {
    const { aws, cloudfront } = await startClients({ maxAttempts: 3 });
    aws.faults.inject(({ attempt }) => attempt === 1, 'reset');
    aws.faults.inject(({ attempt }) => attempt === 2, 'error500');
    await cloudfront.createKeyValueStore({ Name: 'keys' });
    expect(aws.calls.map(({ status, attempt }) => [attempt, status])).toEqual([
      [1, null],
      [2, 500],
      [3, 201],
    ]);
  });

  it('lose the response of a call that was carried out', async () => {
    const { aws, cloudfront } = await startClients();
    aws.faults.inject(({ operation }) => operation === 'CreateKeyValueStore', 'lost-response');
    const lost = cloudfront.createKeyValueStore({ Name: 'keys' });
    await expect(lost).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(aws.cloudfront.stores.has('keys')).toBe(true);
    expect(aws.calls.at(-1)?.status).toBeNull();
  });

  it('let a call time out that was not carried out', async () => {
    const { aws, cloudfront } = await startClients();
    aws.faults.inject(() => true, 'timeout');
    await expect(cloudfront.createKeyValueStore({ Name: 'keys' })).rejects.toThrow();
    expect(aws.cloudfront.stores.has('keys')).toBe(false);
  });

  it('run a function before the call, as another writer would', async () => {
    const { aws, kvs } = await startClients();
    const KvsARN = aws.cloudfront.addStore('keys');
    const { ETag } = await kvs.describeKeyValueStore({ KvsARN });
    aws.faults.inject(
      ({ operation, target }) => operation === 'PutKey' && target === `${KvsARN} a`,
      () => aws.stores.put('keys', 'a', 'theirs'),
    );
    const put = kvs.putKey({ KvsARN, Key: 'a', Value: 'ours', IfMatch: ETag });
    expect(await describeOutcome(put)).toBe('ValidationException 400');
    expect(aws.stores.entries('keys')).toEqual({ a: 'theirs' });
  });

  it('meet the given number of calls, or fewer if they are cleared', async () => {
    const { aws, cloudfront } = await startClients();
    const call = () => describeOutcome(cloudfront.listKeyValueStores({}));
    aws.faults.inject(() => true, 'error500', 2);
    expect([await call(), await call(), await call()]).toEqual([
      'InternalError 500',
      'InternalError 500',
      'not refused',
    ]);
    aws.faults.inject(() => true, 'error500');
    aws.faults.clear();
    expect(await call()).toBe('not refused');
  });
});

describe('the log of calls', () => {
  it('has all calls in order, the refused ones too', async () => {
    const { aws, cloudfront, secrets } = await startClients();
    await cloudfront.createKeyValueStore({ Name: 'keys' });
    await describeOutcome(secrets.getSecretValue({ SecretId: 'none' }));
    const region = 'us-east-1';
    const attempt = 1;
    expect(aws.calls).toEqual([
      {
        service: 'cloudfront',
        operation: 'CreateKeyValueStore',
        target: 'keys',
        writes: true,
        status: 201,
        region,
        attempt,
      },
      {
        service: 'secretsmanager',
        operation: 'GetSecretValue',
        target: 'none',
        writes: false,
        status: 400,
        region,
        attempt,
      },
    ]);
  });
});

describe('the clock', () => {
  it('stops wherever something changes by itself, and at the end', async () => {
    const { aws, cloudfront } = await startClients();
    aws.cloudfront.addStore('keys');
    const stops: number[] = [];
    aws.onChange(() => {
      stops.push(aws.clock.now() - 1_800_000_000);
    });
    await cloudfront.createKeyValueStore({ Name: 'other' });
    aws.stores.put('keys', 'a', '');
    await aws.clock.advance(50);
    await aws.clock.advance(10);
    expect(stops).toEqual([0, 10, 30, 35, 50, 60]);
  });

  it('moves during an API call by the given duration', async () => {
    const { aws, cloudfront } = await startClients({ callSeconds: 1 });
    const seen: unknown[] = [];
    aws.onChange(async () => {
      seen.push([aws.clock.now() - 1_800_000_000, aws.cloudfront.stores.has('keys')]);
    });
    await cloudfront.listKeyValueStores({});
    await cloudfront.createKeyValueStore({ Name: 'keys' });
    expect(seen).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('never goes backward', async () => {
    const { aws } = await startClients();
    await expect(aws.clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(aws.clock.advance(Number.NaN)).rejects.toThrow(RangeError);
  });
});

describe('the server', () => {
  it('reports on closing that a listener failed during a call', async () => {
    const aws = await startFakeAws();
    const broken = new Error('broken');
    aws.onChange(() => {
      throw broken;
    });
    const call = fetch(`${aws.url}/2020-05-31/key-value-store`);
    await expect(call).rejects.toThrow();
    await expect(aws.close()).rejects.toBe(broken);
  });

  it('reports on closing that an operation is unknown', async () => {
    const aws = await startFakeAws();
    const { status } = await fetch(`${aws.url}/2020-05-31/cache-policy`);
    expect(status).toBe(501);
    await expect(aws.close()).rejects.toThrow('GET /2020-05-31/cache-policy');
  });

  it('refuses a call that is not signed for its service', async () => {
    const aws = await startFakeAws();
    const response = await fetch(`${aws.url}/2020-05-31/key-value-store`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    await aws.close();
  });

  it.each([
    ['is not well-formed', '<CreateKeyValueStoreRequest'],
    ['has another root', '<Other xmlns="NS"><Name>a</Name></Other>'],
    ['has no namespace', '<CreateKeyValueStoreRequest><Name>a</Name></CreateKeyValueStoreRequest>'],
    [
      'has an unknown element',
      '<CreateKeyValueStoreRequest xmlns="NS"><Name>a</Name><X/></CreateKeyValueStoreRequest>',
    ],
    [
      'has an element twice',
      '<CreateKeyValueStoreRequest xmlns="NS"><Name>a</Name><Name>b</Name></CreateKeyValueStoreRequest>',
    ],
    [
      'lacks a required element',
      '<CreateKeyValueStoreRequest xmlns="NS"></CreateKeyValueStoreRequest>',
    ],
  ])('refuses XML that %s', async (_, text) => {
    const aws = await startFakeAws();
    const response = await fetch(`${aws.url}/2020-05-31/key-value-store`, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20270115/us-east-1/cloudfront/aws4_request, SignedHeaders=host, Signature=00',
      },
      body: text.replace('NS', 'http://cloudfront.amazonaws.com/doc/2020-05-31/'),
    });
    expect(await response.text()).toContain('<Code>MalformedXML</Code>');
    expect(aws.cloudfront.stores.size).toBe(0);
    await aws.close();
  });

  it('is reached by every subdomain of localhost, also from another process', async () => {
    const aws = await startFakeAws();
    const url = aws.url.replace('//', '//a.b.');
    const program = `fetch('${url}/2020-05-31/key-value-store').then(({ status }) => console.log(status))`;
    const args = ['--import', './test/fakes/aws/loopback.js', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
    expect(stdout).toBe('501\n');
    await expect(aws.close()).rejects.toThrow('no such operation');
  });
});
