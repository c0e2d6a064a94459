import { describe, expect, it } from 'vitest';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { type Clients, startClients } from './clients.js';

/** Answers with its own name and what the store has under `key`. */
const answeringFunction = (name: string) => `import cf from 'cloudfront';
async function handler(event) {
  var found = 'nothing';
  try { found = await cf.kvs().get('key'); } catch (e) {}
  return { statusCode: 200, headers: { said: { value: '${name} ' + found } } };
}`;

const association = (arn: string) => ({
  FunctionAssociations: {
    Quantity: 1,
    Items: [{ FunctionARN: arn, EventType: 'viewer-request' as const }],
  },
});

async function startProtected(clients: Clients) {
  const { aws } = clients;
  const store = aws.cloudfront.addStore('keys', { key: 'old' });
  const arn = aws.cloudfront.addFunction('gate', { code: answeringFunction('first'), store });
  const id = aws.cloudfront.addDistribution({
    CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/app/*', association(arn))] },
  });
  const said = (output: object) =>
    (output as { headers: { said?: { value: string } } }).headers.said?.value;
  return {
    store,
    id,
    said: async (uri = '/app/a') => said(await aws.edge.request(id, { uri })),
    everywhere: async (uri = '/app/a') => (await aws.edge.everywhere(id, { uri })).map(said).sort(),
  };
}

async function publish({ cloudfront }: Clients, code: string, store: string) {
  const { ETag } = await cloudfront.describeFunction({ Name: 'gate' });
  const updated = await cloudfront.updateFunction({
    Name: 'gate',
    IfMatch: ETag,
    FunctionCode: new TextEncoder().encode(code),
    FunctionConfig: {
      Comment: '',
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: store }] },
    },
  });
  await cloudfront.publishFunction({ Name: 'gate', IfMatch: updated.ETag });
}

describe('the edge', () => {
  it('runs the function of the behavior whose pattern matches, and no function on other paths', async () => {
    const clients = await startClients();
    const { said, id } = await startProtected(clients);
    expect(await said('/app/deep/a')).toBe('first old');
    const passed = await clients.aws.edge.request(id, { uri: '/App/a' });
    expect(passed).toMatchObject({ method: 'GET', uri: '/App/a' });
  });

  it('tries the patterns in the order of the configuration', async () => {
    const { aws } = await startClients();
    const [one, two] = ['one', 'two'].map((name) =>
      aws.cloudfront.addFunction(name, { code: answeringFunction(name) }),
    ) as [string, string];
    const id = aws.cloudfront.addDistribution({
      CacheBehaviors: {
        Quantity: 2,
        Items: [cacheBehavior('a?.*', association(one)), cacheBehavior('/a*', association(two))],
      },
    });
    const said = async (uri: string) =>
      Object.values(await aws.edge.request(id, { uri })).find((part) => part?.said)?.said.value;
    expect(await said('/ab.js')).toBe('one nothing');
    expect(await said('/abc.js')).toBe('two nothing');
    expect(await said('/abxjs')).toBe('two nothing');
    expect(await said('/b')).toBeUndefined();
  });

  it('has a new value 30 seconds after the write, and old and new values before', async () => {
    const clients = await startClients();
    const { said, everywhere } = await startProtected(clients);
    clients.aws.stores.put('keys', 'key', 'new');
    await clients.aws.clock.advance(29);
    expect(await said()).toBe('first old');
    expect(await everywhere()).toEqual(['first new', 'first old']);
    await clients.aws.clock.advance(1);
    expect(await said()).toBe('first new');
    expect(await everywhere()).toEqual(['first new']);
  });

  it('has a new function 60 seconds after its publication, independent of the values', async () => {
    const clients = await startClients();
    const { said, everywhere, store } = await startProtected(clients);
    await publish(clients, answeringFunction('second'), store);
    await clients.aws.clock.advance(59);
    clients.aws.stores.put('keys', 'key', 'new');
    expect(await said()).toBe('first old');
    expect(await everywhere()).toEqual(['first new', 'first old', 'second new', 'second old']);
    await clients.aws.clock.advance(1);
    expect(await said()).toBe('second old');
    expect(await everywhere()).toEqual(['second new', 'second old']);
  });

  it('has a new configuration when the distribution is Deployed', async () => {
    const clients = await startClients();
    const { aws, cloudfront } = clients;
    const { id: Id, said, everywhere } = await startProtected(clients);
    const { DistributionConfig, ETag } = await cloudfront.getDistributionConfig({ Id });
    DistributionConfig!.CacheBehaviors = { Quantity: 0 };
    await cloudfront.updateDistribution({ Id, DistributionConfig, IfMatch: ETag });
    await aws.clock.advance(239);
    expect(await said()).toBe('first old');
    expect(await everywhere()).toEqual(['first old', undefined]);
    await aws.clock.advance(1);
    expect(await said()).toBeUndefined();
  });

  it('has a first publication together with its association', async () => {
    const clients = await startClients();
    const { aws, cloudfront } = clients;
    aws.cloudfront.addFunction('gate', { code: 'x', live: false });
    await publish(clients, answeringFunction('new'), aws.cloudfront.addStore('keys', { key: 'v' }));
    const Id = aws.cloudfront.addDistribution({ CacheBehaviors: { Quantity: 0 } });
    const { DistributionConfig, ETag } = await cloudfront.getDistributionConfig({ Id });
    const { arn } = aws.cloudfront.functions.get('gate')!;
    Object.assign(DistributionConfig!.DefaultCacheBehavior!, association(arn));
    await cloudfront.updateDistribution({ Id, DistributionConfig, IfMatch: ETag });
    const answers = await aws.edge.everywhere(Id, { uri: '/a' });
    expect(answers).toMatchObject([{ uri: '/a' }, { headers: { said: { value: 'new v' } } }]);
  });

  it('uses the propagation times that a test gives', async () => {
    const clients = await startClients({ propagation: { value: 5 } });
    const { said } = await startProtected(clients);
    clients.aws.stores.put('keys', 'key', 'new');
    await clients.aws.clock.advance(4);
    expect(await said()).toBe('first old');
    await clients.aws.clock.advance(1);
    expect(await said()).toBe('first new');
  });

  it('answers 503 if the function fails, and 502 if its output is not allowed', async () => {
    const { aws } = await startClients();
    const status = async (name: string, code: string) => {
      const arn = aws.cloudfront.addFunction(name, { code });
      const id = aws.cloudfront.addDistribution({
        CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/*', association(arn))] },
      });
      return aws.edge.request(id, { uri: '/' });
    };
    const failing = 'function handler(event) { throw new Error("x"); }';
    const broken = 'function handler(event { }';
    const forbidden =
      'function handler(event) { return { statusCode: 200, headers: { via: { value: "x" } } }; }';
    expect(await status('failing', failing)).toMatchObject({ statusCode: 503 });
    expect(await status('broken', broken)).toMatchObject({ statusCode: 503 });
    expect(await status('forbidden', forbidden)).toMatchObject({ statusCode: 502 });
  });

  it('gives the function the time of the account and the raw query', async () => {
    const { aws } = await startClients();
    const code = `function handler(event) {
      return { statusCode: 200, headers: { said: { value: Date.now() + ' ' + event.request.rawQueryString() } } };
    }`;
    const arn = aws.cloudfront.addFunction('clock', { code });
    const id = aws.cloudfront.addDistribution({
      CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/*', association(arn))] },
    });
    await aws.clock.advance(7);
    const querystring = { a: { value: '1', multiValue: [{ value: '1' }, { value: '%20' }] } };
    expect(await aws.edge.request(id, { uri: '/', querystring })).toMatchObject({
      headers: { said: { value: '1800000007000 a=1&a=%20' } },
    });
  });
});
