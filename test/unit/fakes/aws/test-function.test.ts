import { describe, expect, it } from 'vitest';
import { vmEngine } from '../../../../build/runtime/sandbox.js';
import { viewerRequest } from '../../../fakes/event.js';
import { type Clients, describeOutcome, startClients } from './clients.js';

const READING = `import cf from 'cloudfront';
async function handler(event) {
  var request = event.request;
  try { request.headers.found = { value: await cf.kvs().get('key') }; } catch (e) {}
  return request;
}`;

async function run(
  { cloudfront }: Clients,
  changes: { Stage?: 'DEVELOPMENT' | 'LIVE'; event?: object | string } = {},
) {
  const { Stage = 'DEVELOPMENT', event = viewerRequest() } = changes;
  const { ETag } = await cloudfront.describeFunction({ Name: 'gate', Stage });
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const { TestResult } = await cloudfront.testFunction({
    Name: 'gate',
    Stage,
    IfMatch: ETag,
    EventObject: new TextEncoder().encode(text),
  });
  return TestResult!;
}

describe('TestFunction', () => {
  it('runs the code and returns its output', async () => {
    const clients = await startClients();
    const store = clients.aws.cloudfront.addStore('keys', { key: 'v' });
    clients.aws.cloudfront.addFunction('gate', { code: READING, store, live: false });
    const result = await run(clients);
    expect(result).toMatchObject({
      ComputeUtilization: '14',
      FunctionErrorMessage: '',
      FunctionExecutionLogs: [],
      FunctionSummary: { Name: 'gate', Status: 'UNPUBLISHED' },
    });
    expect(JSON.parse(result.FunctionOutput!)).toMatchObject({
      request: { method: 'GET', uri: '/a', headers: { found: { value: 'v' } } },
    });
  });

  it('returns a response of the function as a response', async () => {
    const clients = await startClients();
    const code = 'function handler(event) { return { statusCode: 302, headers: {} }; }';
    clients.aws.cloudfront.addFunction('gate', { code });
    clients.aws.cloudfront.utilization = 85;
    const { FunctionOutput, ComputeUtilization } = await run(clients);
    expect(JSON.parse(FunctionOutput!)).toEqual({ response: { statusCode: 302, headers: {} } });
    expect(ComputeUtilization).toBe('85');
  });

  it('has a new value 10 seconds after the write', async () => {
    const clients = await startClients();
    const store = clients.aws.cloudfront.addStore('keys');
    clients.aws.cloudfront.addFunction('gate', { code: READING, store });
    clients.aws.stores.put('keys', 'key', 'v');
    const found = async () =>
      JSON.parse((await run(clients)).FunctionOutput!).request.headers.found;
    await clients.aws.clock.advance(9);
    expect(await found()).toBeUndefined();
    await clients.aws.clock.advance(1);
    expect(await found()).toEqual({ value: 'v' });
  });

  it('reports that code does not compile, which publishing does not report', async () => {
    const clients = await startClients();
    const { cloudfront } = clients;
    const { ETag } = await cloudfront.createFunction({
      Name: 'gate',
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: new TextEncoder().encode('var a;\nfunction handler(event {\n}'),
    });
    await cloudfront.publishFunction({ Name: 'gate', IfMatch: ETag });
    const { FunctionErrorMessage, FunctionOutput } = await run(clients, { Stage: 'LIVE' });
    expect(FunctionErrorMessage).toMatch(/SyntaxError.*:2$/);
    expect(FunctionOutput).toBe('');
  });

  it('reports a function that fails with an error and the status 500, if a test asks for it', async () => {
    const clients = await startClients();
    clients.aws.cloudfront.addFunction('gate', { code: 'function handler() { return 1; }' });
    clients.aws.cloudfront.failsWithError = true;
    expect(await describeOutcome(run(clients))).toBe('TestFunctionFailed 500');
    clients.aws.cloudfront.addFunction('gate', { code: READING });
    expect(await describeOutcome(run(clients))).toBe('not refused');
  });

  it('changes the answer as a test asks for', async () => {
    const clients = await startClients();
    clients.aws.cloudfront.addFunction('gate', { code: READING });
    clients.aws.cloudfront.editAnswer = (answer) => Object.assign(answer, { more: 1 });
    const { FunctionOutput } = await run(clients);
    expect(JSON.parse(FunctionOutput!)).toMatchObject({ more: 1, request: { uri: '/a' } });
    clients.aws.cloudfront.editAnswer = () => 'other';
    expect((await run(clients)).FunctionOutput).toBe('other');
  });

  it('runs the stage that the call names', async () => {
    const clients = await startClients();
    const code = (status: number) => `function handler(e) { return { statusCode: ${status} }; }`;
    clients.aws.cloudfront.addFunction('gate', { code: code(201) });
    const { ETag } = await clients.cloudfront.describeFunction({ Name: 'gate' });
    await clients.cloudfront.updateFunction({
      Name: 'gate',
      IfMatch: ETag,
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: new TextEncoder().encode(code(202)),
    });
    const status = async (Stage: 'DEVELOPMENT' | 'LIVE') =>
      JSON.parse((await run(clients, { Stage })).FunctionOutput!).response.statusCode;
    expect(await status('LIVE')).toBe(201);
    expect(await status('DEVELOPMENT')).toBe(202);
  });

  it('refuses an event that is invalid or too long', async () => {
    const clients = await startClients();
    clients.aws.cloudfront.addFunction('gate', { code: READING });
    const refused = (event: object | string) => describeOutcome(run(clients, { event }));
    const upper = viewerRequest({ headers: { Host: { value: 'a' } } });
    const long = JSON.stringify(viewerRequest());
    expect(await refused(upper)).toBe('InvalidArgument 400');
    expect(await refused('{')).toBe('InvalidArgument 400');
    expect(await refused({ ...viewerRequest(), version: '2.0' })).toBe('InvalidArgument 400');
    expect(await refused(long.padEnd(40_961))).toBe('InvalidArgument 400');
    expect(await refused(long.padEnd(40_960))).toBe('not refused');
  });

  it('uses the given engine and the time of the account', async () => {
    const asked: number[] = [];
    const clients = await startClients({
      engine: {
        name: 'watched',
        run(calls) {
          asked.push(...calls.map(({ now }) => now));
          return vmEngine.run(calls);
        },
      },
    });
    clients.aws.cloudfront.addFunction('gate', { code: READING });
    await clients.aws.clock.advance(3);
    await run(clients);
    expect(asked).toEqual([1_800_000_003]);
  });
});
