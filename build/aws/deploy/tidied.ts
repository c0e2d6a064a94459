import type { FunctionOutput } from '../../preview/event.js';

/**
 * TestFunction's spelling of an output in the function's own: CloudFront adds an empty `statusDescription` and empty collections to a
 * response, and may leave empty collections of a request out.
 */
export function tidied(output: FunctionOutput): FunctionOutput {
  if ('uri' in output) {
    return {
      ...output,
      querystring: output.querystring ?? {},
      headers: output.headers ?? {},
      cookies: output.cookies ?? {},
    };
  }
  const { statusDescription: _, ...response } = output;
  return Object.fromEntries(
    Object.entries(response).filter(([, value]) => !isEmpty(value)),
  ) as unknown as FunctionOutput;
}

function isEmpty(value: unknown): boolean {
  return (
    value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}
