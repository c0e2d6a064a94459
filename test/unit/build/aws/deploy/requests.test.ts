import { describe, expect, it } from 'vitest';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import type { ViewerRequestEvent } from '../../../../../build/platform/event.js';
import { startWorld } from '../world.js';
import { runDeploy } from './deployment.js';

/** What a deployment sends to CloudFront: events of TestFunction, configurations of functions. */
async function recordDeploy(config: EdgeConfig) {
  const world = await startWorld();
  const events: ViewerRequestEvent[] = [];
  const configs: object[] = [];
  const session = await world.session(config);
  session.aws.cloudfront.middlewareStack.add(
    (next) => (args) => {
      const { EventObject, FunctionConfig } = args.input as {
        EventObject?: Uint8Array;
        FunctionConfig?: object;
      };
      if (EventObject) {
        events.push(JSON.parse(new TextDecoder().decode(EventObject)));
      }
      if (FunctionConfig) {
        configs.push(FunctionConfig);
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  await runDeploy({ ...world, session: async () => session }, config);
  return { events, configs, world };
}

describe('the events of TestFunction', () => {
  it.each(['pocket-spa-token', '__Host-Token'])(
    'have names in lower case, but for the cookie %s, which the function compares exactly',
    async (cookieName) => {
      const { events } = await recordDeploy({ cookieName });
      const { headers, querystring, cookies } = joinRequests(events);
      for (const name of [...headers, ...querystring]) {
        expect(name).toBe(name.toLowerCase());
      }
      expect(cookies).toEqual(new Set([cookieName]));
    },
  );
});

describe('the configuration of a function', () => {
  it('has no associations if the secret is embedded', async () => {
    const { configs, world } = await recordDeploy({ secret: 'embedded' });
    expect(configs).toHaveLength(1);
    expect(configs[0]).not.toHaveProperty('KeyValueStoreAssociations');
    expect([...world.fake.cloudfront.functions]).toHaveLength(1);
  });

  it('has the store otherwise', async () => {
    const { configs, world } = await recordDeploy({});
    const { arn } = [...world.fake.cloudfront.stores.values()][0]!;
    expect(configs[0]).toMatchObject({
      KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: arn }] },
    });
  });

  it('loses the store if the secret becomes embedded', async () => {
    const world = await startWorld();
    await runDeploy(world, {});
    await runDeploy(world, { secret: 'embedded' });
    const { LIVE } = world.fake.cloudfront.functions.get('pocket-spa-auth')!;
    expect(LIVE!.config.KeyValueStoreAssociations?.Items ?? []).toEqual([]);
    expect((await runDeploy(world, { secret: 'embedded' })).plan).toEqual([]);
  });
});

function joinRequests(events: readonly ViewerRequestEvent[]) {
  const join = (part: 'headers' | 'querystring' | 'cookies') =>
    new Set(events.flatMap(({ request }) => Object.keys(request[part])));
  return { headers: join('headers'), querystring: join('querystring'), cookies: join('cookies') };
}
