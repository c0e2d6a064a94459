import type { Aws } from '../../../build/aws/clients.js';

/** Has every answer of CloudFront carry this time. */
export function tellTime({ cloudfront }: Aws, seconds: number): void {
  cloudfront.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers: Record<string, string> };
      headers.date = new Date(seconds * 1000).toUTCString();
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
}
