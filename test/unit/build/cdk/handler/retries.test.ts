import { describe, expect, it } from 'vitest';
import { A, B, startStack } from './stack.js';

const OPERATIONS = ['GetSecretValue', 'GetKey', 'DescribeKeyValueStore', 'PutKey'];
const FAULTS = ['throttle', 'denied', 'timeout', 'error500', 'lost-response', 'reset'] as const;

it('makes these calls to fill a store', async () => {
  const stack = await startStack();
  await stack.create();
  const { calls } = stack.world.fake;
  expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(OPERATIONS));
});

describe.each(OPERATIONS)('%s', (operation) => {
  it.each(FAULTS)('may fail for a moment: %s', async (fault) => {
    const stack = await startStack();
    stack.world.fake.faults.inject((call) => call.operation === operation, fault, 2);
    expect(await stack.create()).toEqual({ PhysicalResourceId: stack.properties.StoreArn });
    expect(stack.entries()).toEqual({ token_secret: A });
    expect(stack.pauses.length).toBeGreaterThan(0);
  });

  it.each(FAULTS)('fails in the end with one line: %s', async (fault) => {
    const stack = await startStack();
    stack.world.fake.faults.inject((call) => call.operation === operation, fault, 99);
    const error = await stack.create().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    // The write whose answer was lost is seen by the next try.
    if (operation === 'PutKey' && fault === 'lost-response') {
      expect(error).toBeUndefined();
      expect(stack.entries()).toEqual({ token_secret: A });
      return;
    }
    expect(error?.message).toMatch(new RegExp(`^\\w+ ${operation}: [^\\n]+$`));
    expect(stack.pauses).toEqual([2, 4, 8, 16, 30, 30]);
    expect(stack.entries()).toEqual({});
    // CloudFormation removes what it could not create.
    expect(await stack.delete()).toBeDefined();
  });
});

it('waits for a store that is not ready', async () => {
  const stack = await startStack();
  const { cloudfront, clock } = stack.world.fake;
  const store = [...cloudfront.stores.values()].find(({ name }) => name === 'site')!;
  (store as { ready: number }).ready = clock.now() + 20;
  await stack.create();
  expect(stack.pauses).toEqual([2, 4, 8, 16]);
  expect(stack.entries()).toEqual({ token_secret: A });
});

describe('another writer', () => {
  const race = async (value: string) => {
    const stack = await startStack();
    const { faults, stores } = stack.world.fake;
    const write = () => stores.put('site', 'token_secret', value);
    faults.inject(({ operation }) => operation === 'PutKey', write);
    return stack;
  };

  it('wins with a ring that holds the secret', async () => {
    const stack = await race(`${B},${A}`);
    await stack.create();
    expect(stack.entries()).toEqual({ token_secret: `${B},${A}` });
  });

  it('wins with another ring, and the creation is refused', async () => {
    const stack = await race(B);
    await expect(stack.create()).rejects.toThrow('does not hold the secret');
    expect(stack.entries()).toEqual({ token_secret: B });
  });

  it('of another entry is not overwritten', async () => {
    const stack = await startStack();
    const { faults, stores } = stack.world.fake;
    const write = () => stores.put('site', 'rev:ada', '1700000000');
    faults.inject(({ operation }) => operation === 'PutKey', write);
    await stack.create();
    expect(stack.entries()).toEqual({ 'rev:ada': '1700000000', token_secret: A });
  });
});
