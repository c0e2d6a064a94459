import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startFakeAws } from '../../../fakes/aws/index.js';
import { refusalOf, start } from './clients.js';

describe('faults', () => {
  test.each([
    ['cloudfront', 'Throttling 400'],
    ['kvs', 'ThrottlingException 429'],
    ['secretsmanager', 'ThrottlingException 400'],
  ])('%s throttles in its own words, and does nothing', async (service, refusal) => {
    const { aws, cloudfront, kvs, secrets } = await start();
    const KvsARN = aws.cloudfront.addStore('keys');
    aws.faults.at((call) => call.service === service && call.writes, 'throttle');
    const write = {
      cloudfront: () => cloudfront.createKeyValueStore({ Name: 'other' }),
      kvs: async () => {
        const { ETag } = await kvs.describeKeyValueStore({ KvsARN });
        return kvs.putKey({ KvsARN, Key: 'a', Value: '', IfMatch: ETag });
      },
      secretsmanager: () => secrets.createSecret({ Name: 'a', SecretString: 'x' }),
    }[service]!;
    expect(await refusalOf(write())).toBe(refusal);
    expect(aws.calls.at(-1)).toMatchObject({ service, writes: true });
    expect(await refusalOf(write())).toBe('not refused');
  });

  test('a client that tries again gets over a reset and an error', async () => {
    const { aws, cloudfront } = await start({ maxAttempts: 3 });
    aws.faults.at(({ attempt }) => attempt === 1, 'reset');
    aws.faults.at(({ attempt }) => attempt === 2, 'error500');
    await cloudfront.createKeyValueStore({ Name: 'keys' });
    expect(aws.calls.map(({ status, attempt }) => [attempt, status])).toEqual([
      [1, null],
      [2, 500],
      [3, 201],
    ]);
  });

  test('a lost response: the call was carried out', async () => {
    const { aws, cloudfront } = await start();
    aws.faults.at(({ operation }) => operation === 'CreateKeyValueStore', 'lost-response');
    const lost = cloudfront.createKeyValueStore({ Name: 'keys' });
    await expect(lost).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(aws.cloudfront.stores.has('keys')).toBe(true);
    expect(aws.calls.at(-1)?.status).toBeNull();
  });

  test('a timeout: it was not', async () => {
    const { aws, cloudfront } = await start();
    aws.faults.at(() => true, 'timeout');
    await expect(cloudfront.createKeyValueStore({ Name: 'keys' })).rejects.toThrow();
    expect(aws.cloudfront.stores.has('keys')).toBe(false);
  });

  test('another writer comes first', async () => {
    const { aws, kvs } = await start();
    const KvsARN = aws.cloudfront.addStore('keys');
    const { ETag } = await kvs.describeKeyValueStore({ KvsARN });
    aws.faults.at(
      ({ operation, target }) => operation === 'PutKey' && target === `${KvsARN} a`,
      () => aws.stores.put('keys', 'a', 'theirs'),
    );
    const put = kvs.putKey({ KvsARN, Key: 'a', Value: 'ours', IfMatch: ETag });
    expect(await refusalOf(put)).toBe('ValidationException 400');
    expect(aws.stores.entries('keys')).toEqual({ a: 'theirs' });
  });

  test('hit as often as they are told, until they are cleared', async () => {
    const { aws, cloudfront } = await start();
    const call = () => refusalOf(cloudfront.listKeyValueStores({}));
    aws.faults.at(() => true, 'error500', 2);
    expect([await call(), await call(), await call()]).toEqual([
      'InternalError 500',
      'InternalError 500',
      'not refused',
    ]);
    aws.faults.at(() => true, 'error500');
    aws.faults.clear();
    expect(await call()).toBe('not refused');
  });
});

describe('the log of calls', () => {
  test('has them in order, refused ones too', async () => {
    const { aws, cloudfront, secrets } = await start();
    await cloudfront.createKeyValueStore({ Name: 'keys' });
    await refusalOf(secrets.getSecretValue({ SecretId: 'none' }));
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
  test('stops wherever something changes by itself, and then at the end', async () => {
    const { aws, cloudfront } = await start();
    aws.cloudfront.addStore('keys');
    const stops: number[] = [];
    aws.onStep(() => {
      stops.push(aws.clock.now() - 1_800_000_000);
    });
    await cloudfront.createKeyValueStore({ Name: 'other' });
    aws.stores.put('keys', 'a', '');
    await aws.clock.advance(50);
    await aws.clock.advance(10);
    expect(stops).toEqual([0, 10, 30, 35, 50, 60]);
  });

  test('an API call takes as long as it is told, and is over before its answer', async () => {
    const { aws, cloudfront } = await start({ callSeconds: 1 });
    const seen: unknown[] = [];
    aws.onStep(async () => {
      seen.push([aws.clock.now() - 1_800_000_000, aws.cloudfront.stores.has('keys')]);
    });
    await cloudfront.listKeyValueStores({});
    await cloudfront.createKeyValueStore({ Name: 'keys' });
    expect(seen).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  test('never goes back', async () => {
    const { aws } = await start();
    await expect(aws.clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(aws.clock.advance(Number.NaN)).rejects.toThrow(RangeError);
  });
});

describe('the server', () => {
  test('closing tells of a listener that failed while a call was under way', async () => {
    const aws = await startFakeAws();
    const broken = new Error('broken');
    aws.onStep(() => {
      throw broken;
    });
    const call = fetch(`${aws.url}/2020-05-31/key-value-store`);
    await expect(call).rejects.toThrow();
    await expect(aws.close()).rejects.toBe(broken);
  });

  test('closing tells of an operation that is not here', async () => {
    const aws = await startFakeAws();
    const { status } = await fetch(`${aws.url}/2020-05-31/cache-policy`);
    expect(status).toBe(501);
    await expect(aws.close()).rejects.toThrow('GET /2020-05-31/cache-policy');
  });

  test('refuses a call that is not signed for its service', async () => {
    const aws = await startFakeAws();
    const response = await fetch(`${aws.url}/2020-05-31/key-value-store`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    await aws.close();
  });

  test.each([
    ['is not well-formed', '<CreateKeyValueStoreRequest'],
    ['has another root', '<Other xmlns="NS"><Name>a</Name></Other>'],
    ['has no namespace', '<CreateKeyValueStoreRequest><Name>a</Name></CreateKeyValueStoreRequest>'],
    [
      'has a stranger',
      '<CreateKeyValueStoreRequest xmlns="NS"><Name>a</Name><X/></CreateKeyValueStoreRequest>',
    ],
    [
      'has an element twice',
      '<CreateKeyValueStoreRequest xmlns="NS"><Name>a</Name><Name>b</Name></CreateKeyValueStoreRequest>',
    ],
    ['lacks one', '<CreateKeyValueStoreRequest xmlns="NS"></CreateKeyValueStoreRequest>'],
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

  test('is found under every name of localhost, in another process too', async () => {
    const aws = await startFakeAws();
    const url = aws.url.replace('//', '//a.b.');
    const program = `fetch('${url}/2020-05-31/key-value-store').then(({ status }) => console.log(status))`;
    const args = ['--import', './test/fakes/aws/loopback.js', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    expect(stdout).toBe('501\n');
    await expect(aws.close()).rejects.toThrow('no such operation');
  });
});
