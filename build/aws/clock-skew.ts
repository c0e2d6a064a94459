import type { Clock } from '../host/clock.js';
import type { AwsClients } from './clients.js';

/**
 * Seconds. A difference up to this may come from rounding to whole seconds and from a slow network.
 */
export const MAX_CLOCK_SKEW = 30;

type Handler = (args: unknown) => Promise<{ readonly response: unknown }>;

interface ClientWithMiddleware {
  readonly middlewareStack: {
    add(middleware: (next: Handler) => Handler, options: object): void;
  };
}

/**
 * Reads the `Date` header of every answer from now on. The function that it returns gives the
 * seconds that this machine's clock is ahead of AWS's, by the last answer; undefined before the
 * first.
 */
export function measureClockSkew(
  { cloudfront, secretsManager }: AwsClients,
  clock: Clock,
): () => number | undefined {
  let ahead: number | undefined;
  for (const client of [cloudfront, secretsManager] as unknown as readonly ClientWithMiddleware[]) {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
        const time = Date.parse(headers?.date ?? '');
        if (!Number.isNaN(time)) {
          ahead = clock.now() - time / 1000;
        }
        return result;
      },
      { step: 'deserialize', name: 'spaAuthClock', priority: 'high', override: true },
    );
  }
  return () => ahead;
}

/**
 * A clock with AWS's time; with this machine's time while AWS's is unknown. `ahead` is the result
 * of `measureClockSkew`.
 */
export function awsClock(clock: Clock, ahead: () => number | undefined): Clock {
  return { now: () => clock.now() - (ahead() ?? 0), sleep: clock.sleep };
}

/**
 * Says how wrong this machine's clock is; undefined if it is right or AWS's time is unknown.
 * `ahead` is in seconds.
 */
export function describeClockSkew(ahead: number | undefined): string | undefined {
  if (ahead === undefined || Math.abs(ahead) <= MAX_CLOCK_SKEW) {
    return undefined;
  }
  return `this machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} AWS's`;
}
