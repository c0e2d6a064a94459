import type { AwsClients } from '../../../../build/aws/clients.js';

/** Has every answer of CloudFront and of Secrets Manager carry this time. */
export function tellTime(
  { cloudfront, secretsManager }: AwsClients,
  time: number | (() => number),
): void {
  const now = typeof time === 'number' ? () => time : time;
  for (const client of [cloudfront, secretsManager] as unknown as readonly Listening[]) {
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

interface Listening {
  readonly middlewareStack: {
    add(middleware: (next: Handler) => Handler, options: object): void;
  };
}
