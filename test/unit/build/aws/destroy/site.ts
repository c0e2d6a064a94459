import type { FunctionAssociation } from '@aws-sdk/client-cloudfront';
import { compileEdge } from '../../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../../build/config/resolve.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import type { FakeAws } from '../../../../fakes/aws/index.js';
import { startWorld, type World, type WorldOptions } from '../world.js';

export const CONFIG: EdgeConfig = { stages: { dev: {}, prd: {} } };

export const NAME = 'pocket-spa-auth-dev';

export const SECRET_ID = 'pocket-spa-auth/dev';

const RING = '5ec1'.repeat(16);

const OTHER = 'function handler(event) { return event.response; }';

/** A deployed stage on two distributions, in an account with other resources. */
export interface Site extends World {
  /** The distribution that runs the function on one behavior, beside another function. */
  readonly first: string;
  /** The distribution that runs the function on its default behavior. */
  readonly second: string;
  /** The distribution that runs only another function. */
  readonly foreign: string;
}

let code: Promise<string> | undefined;

export async function startSite(options: WorldOptions = {}): Promise<Site> {
  const world = await startWorld(options);
  const { cloudfront, secrets } = world.fake;
  code ??= compileEdge(resolveConfig(CONFIG, 'dev'));
  const store = cloudfront.addStore(NAME, { token_secret: RING });
  const arn = cloudfront.addFunction(NAME, { code: await code, store });
  const otherStore = cloudfront.addStore('pocket-spa-auth-prd', { token_secret: RING });
  const other = cloudfront.addFunction('other', { code: OTHER, store: otherStore });
  secrets.put(SECRET_ID, RING);
  const viewerRequest = { FunctionARN: arn, EventType: 'viewer-request' } as const;
  const viewerResponse = { FunctionARN: other, EventType: 'viewer-response' } as const;
  return {
    ...world,
    first: distribution(world.fake, [viewerRequest, viewerResponse], []),
    second: distribution(world.fake, [], [viewerRequest]),
    foreign: distribution(world.fake, [], [viewerResponse]),
  };
}

function distribution(
  { cloudfront }: FakeAws,
  app: FunctionAssociation[],
  rest: FunctionAssociation[],
): string {
  const associations = (items: FunctionAssociation[]) => ({
    FunctionAssociations: { Quantity: items.length, Items: items },
  });
  const { PathPattern: _, ...base } = cacheBehavior('');
  return cloudfront.addDistribution({
    CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/app/*', associations(app))] },
    DefaultCacheBehavior: { ...base, ...associations(rest) },
  });
}

/** The resources of the account by name; associations as `distribution pattern event function`. */
export function listResources({ fake }: Site) {
  const { functions, stores, distributions } = fake.cloudfront;
  return {
    functions: [...functions.keys()],
    stores: [...stores.keys()],
    secrets: [...fake.secrets.all.values()].map(({ name, deletion }) =>
      deletion ? `${name}, for ${(deletion.due - deletion.asked) / 86_400} days` : name,
    ),
    associations: [...distributions.values()].flatMap(({ id, config }) =>
      [...(config.CacheBehaviors?.Items ?? []), config.DefaultCacheBehavior!].flatMap((behavior) =>
        (behavior.FunctionAssociations?.Items ?? []).map(
          ({ EventType, FunctionARN }) =>
            `${id} ${'PathPattern' in behavior ? behavior.PathPattern : 'default'} ${EventType} ${FunctionARN!.split('/').pop()}`,
        ),
      ),
    ),
  };
}

/** What `listResources` gives once the stage is gone. */
export function expectedRemains({ first, foreign }: Site) {
  return {
    functions: ['other'],
    stores: ['pocket-spa-auth-prd'],
    secrets: [SECRET_ID],
    associations: [
      `${first} /app/* viewer-response other`,
      `${foreign} default viewer-response other`,
    ],
  };
}

/** The operations that may have changed something, from the given call on. */
export function listWrites({ fake }: World, from = 0): string[] {
  return fake.calls.slice(from).flatMap(({ writes, operation }) => (writes ? [operation] : []));
}
