import { describe, expect, it } from 'vitest';
import { A, B, C, secretArn, startStack } from './stack.js';

const names = ({ fake }: { fake: { calls: readonly { operation: string }[] } }) =>
  fake.calls.map(({ operation }) => operation);

describe('Create', () => {
  it('puts the secret into the empty store, and answers with the ARN of the store alone', async () => {
    const stack = await startStack();
    expect(await stack.create()).toEqual({ PhysicalResourceId: stack.properties.StoreArn });
    expect(stack.entries()).toEqual({ token_secret: A });
    expect(stack.world.output.join()).toContain('Create: token_secret filled');
    expect(stack.pauses).toEqual([]);
  });

  it('can be delivered twice', async () => {
    const stack = await startStack();
    const first = await stack.create();
    expect(await stack.create()).toEqual(first);
    expect(stack.world.fake.calls.filter(({ writes }) => writes)).toHaveLength(1);
  });

  it.each([
    ['a whole ring in upper case', ` ${A.toUpperCase()} , ${B}`, {}, `${A},${B}`],
    ['a field', JSON.stringify({ TOKEN: B, other: A }), { SecretKey: 'TOKEN' }, B],
    [
      'a field in objects',
      JSON.stringify({ dev: { shop: { TOKEN: C } }, TOKEN: A }),
      { SecretKey: 'TOKEN', SecretPath: ['dev', 'shop'] },
      C,
    ],
  ])('takes %s', async (_, text, properties, expected) => {
    const stack = await startStack({}, text);
    await stack.create(properties);
    expect(stack.entries()).toEqual({ token_secret: expected });
  });

  it('leaves the ring of a rotation as it is', async () => {
    const stack = await startStack({ token_secret: `${B},${A};1700000000` });
    await stack.create();
    expect(stack.entries()).toEqual({ token_secret: `${B},${A};1700000000` });
  });

  it.each([
    ['another secret', B],
    ['no readable ring', 'not a secret'],
    ['an empty ring', ''],
  ])('is refused if the store holds %s', async (_, value) => {
    const stack = await startStack({ token_secret: value });
    await expect(stack.create()).rejects.toThrow('does not hold the secret with which backends');
    expect(stack.entries()).toEqual({ token_secret: value });
  });

  it.each([
    ['no secret', '0123', {}, /^the version AWSCURRENT of the secret .+32 to 256/],
    ['a text without the field', '{}', { SecretKey: 'TOKEN' }, /no text in the field "TOKEN"/],
  ])('is refused at once for %s', async (_, text, properties, message) => {
    const stack = await startStack({}, text);
    await expect(stack.create(properties)).rejects.toThrow(message);
    expect(stack.pauses).toEqual([]);
    expect(stack.entries()).toEqual({});
  });

  it('tries for 90 seconds before it says that there is no secret', async () => {
    const stack = await startStack({}, '');
    await expect(stack.create()).rejects.toThrow(/^there is no secret .+ in Secrets Manager$/);
    expect(stack.pauses.reduce((sum, seconds) => sum + seconds)).toBe(90);
  });
});

describe('Update', () => {
  it.each([
    ['an introduced secret', `${A},${B}`],
    ['a promoted secret, before Secrets Manager has it', `${B},${A}`],
    ['a log-out of everybody', `${A};1700000000`],
    ['a secret that backends do not sign with', B],
    ['a broken entry', 'broken'],
  ])('does not change %s, nor log-outs of users', async (_, value) => {
    const entries = { token_secret: value, 'rev:ada': '1700000000', other: 'of somebody else' };
    const stack = await startStack(entries);
    expect(await stack.update()).toEqual({ PhysicalResourceId: stack.properties.StoreArn });
    expect(stack.entries()).toEqual(entries);
    expect(stack.world.fake.calls.filter(({ writes }) => writes)).toEqual([]);
  });

  it('logs that backends sign with a secret that the store lacks', async () => {
    const stack = await startStack({ token_secret: B });
    await stack.update();
    expect(stack.world.output.join()).toContain('lacks the secret that backends sign with');
  });

  it('fills a store whose entry was deleted', async () => {
    const stack = await startStack({ 'rev:ada': '1700000000' });
    await stack.update();
    expect(stack.entries()).toEqual({ 'rev:ada': '1700000000', token_secret: A });
  });

  it('takes another secret that holds the same key ring', async () => {
    const stack = await startStack({ token_secret: A });
    stack.world.fake.secrets.put('shared', A);
    await stack.update({ SecretArn: secretArn(stack.world, 'shared') });
    expect(stack.entries()).toEqual({ token_secret: A });
  });

  it.each([
    ['another secret', 'shared', {}],
    ['another field', 'site/dev', { SecretKey: 'B' }],
    ['another place of the field', 'site/dev', { SecretKey: 'A', SecretPath: ['dev'] }],
  ])('refuses %s whose tokens the edge would refuse, and can be undone', async (_, name, field) => {
    const text = JSON.stringify({ A, B, dev: { A: B } });
    const stack = await startStack({ token_secret: A }, text);
    stack.world.fake.secrets.put('shared', JSON.stringify({ A: B }));
    const old = { SecretKey: 'A' };
    const changed = { ...old, ...field, SecretArn: secretArn(stack.world, name) };
    await expect(stack.update(changed, old)).rejects.toThrow('Copy the key ring of the former');
    expect(stack.entries()).toEqual({ token_secret: A });
    await stack.update(old, changed);
    expect(stack.entries()).toEqual({ token_secret: A });
  });

  it('refuses a replaced store, which has no log-outs, without a call; and can be undone', async () => {
    const stack = await startStack({ token_secret: A, 'rev:ada': '1700000000' });
    const replaced = { StoreArn: stack.world.fake.cloudfront.addStore('renamed') };
    await expect(stack.update(replaced)).rejects.toThrow('the KeyValueStore was replaced');
    expect(stack.world.fake.calls).toEqual([]);
    expect(stack.world.fake.stores.entries('renamed')).toEqual({});
    await stack.update({}, replaced);
  });
});

describe('Delete', () => {
  it('calls nothing and changes nothing, even if the store is gone already', async () => {
    const stack = await startStack({ token_secret: A });
    expect(await stack.delete()).toEqual({ PhysicalResourceId: stack.properties.StoreArn });
    expect(names(stack.world)).toEqual([]);
    expect(stack.entries()).toEqual({ token_secret: A });
  });
});
