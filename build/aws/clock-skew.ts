import type { Clock } from '../host/clock.js';
import type { AwsClients } from './clients.js';

/** Seconds: a token carries whole ones, and a network takes a few; more than that is the clock. */
export const MAX_CLOCK_SKEW = 30;

type Handler = (args: unknown) => Promise<{ readonly response: unknown }>;

interface Listening {
  readonly middlewareStack: {
    add(middleware: (next: Handler) => Handler, options: object): void;
  };
}

/** Listens for the `Date` header of what AWS answers; gives the seconds that the clock is ahead of the last, once there was one. */
export function measureClockSkew(
  { cloudfront, secretsManager }: AwsClients,
  clock: Clock,
): () => number | undefined {
  let ahead: number | undefined;
  for (const client of [cloudfront, secretsManager] as unknown as readonly Listening[]) {
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

/** AWS's time, as soon as it has been told; this machine's until then. */
export function awsClock(clock: Clock, ahead: () => number | undefined): Clock {
  return { now: () => clock.now() - (ahead() ?? 0), sleep: clock.sleep };
}

/** What is wrong with this machine's clock; undefined where it is right, or nobody told the time. */
export function describeClockSkew(ahead: number | undefined): string | undefined {
  if (ahead === undefined || Math.abs(ahead) <= MAX_CLOCK_SKEW) {
    return undefined;
  }
  return `this machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} AWS's`;
}
