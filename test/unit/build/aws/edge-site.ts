import { compileEdge } from '../../../../build/compile/bundle.js';
import type { EdgeConfig } from '../../../../build/config/edge-config.js';
import { resolveConfig } from '../../../../build/config/resolve.js';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import type { FakeAws } from '../../../fakes/aws/index.js';
import type { World } from './world.js';

/** A distribution whose default behavior runs a function at viewer-request. */
export interface EdgeSite extends World {
  /** The id of the distribution. */
  readonly id: string;
}

/** Adds a distribution whose default behavior runs the function; returns its id. */
export function addGuardedDistribution({ cloudfront }: FakeAws, functionArn: string): string {
  const { PathPattern: _, ...behavior } = cacheBehavior('*', {
    FunctionAssociations: {
      Quantity: 1,
      Items: [{ FunctionARN: functionArn, EventType: 'viewer-request' }],
    },
  });
  return cloudfront.addDistribution({ DefaultCacheBehavior: behavior });
}

const compiled = new Map<string, Promise<string>>();

/** The code of the function, compiled once for each configuration. */
export function compileOnce(config: EdgeConfig, secret?: string): Promise<string> {
  const key = JSON.stringify([config, secret]);
  const code = compiled.get(key) ?? compileEdge(resolveConfig(config), secret);
  compiled.set(key, code);
  return code;
}

/**
 * What the edge locations answer to a token now: `in`, or the reason of the refusal. More than one
 * answer if they differ.
 */
export async function verdicts({ fake, id }: EdgeSite, token: string): Promise<string[]> {
  const cookies = { 'pocket-spa-token': { value: token } };
  const outputs = await fake.edge.everywhere(id, { uri: '/a', cookies });
  const all = outputs.map((output) =>
    'uri' in output ? 'in' : (output.headers?.['x-spa-auth-reason']?.value ?? 'failed'),
  );
  return [...new Set(all)];
}

/** The operations that changed something, in order, without the first `from` calls. */
export function writes({ fake }: World, from = 0): string[] {
  return fake.calls.slice(from).flatMap(({ writes, operation }) => (writes ? [operation] : []));
}
