import type { AwsClients } from '../../../../build/aws/clients.js';

/** Puts this time into the `Date` header of every answer of CloudFront and Secrets Manager. */
export function stubServerTime(
  { cloudfront, secretsManager }: AwsClients,
  time: number | (() => number),
): void {
  const now = typeof time === 'number' ? () => time : time;
  for (const client of [cloudfront, secretsManager] as unknown as readonly ClientWithMiddleware[]) {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        result.response.headers.date = new Date(now() * 1000).toUTCString();
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
  }
}

type Handler = (
  args: unknown,
) => Promise<{ readonly response: { readonly headers: Record<string, string> } }>;

interface ClientWithMiddleware {
  readonly middlewareStack: {
    add(middleware: (next: Handler) => Handler, options: object): void;
  };
}
