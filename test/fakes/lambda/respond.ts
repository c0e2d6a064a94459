import type { ServerResponse } from 'node:http';
import type { Sender } from './events.js';

interface Result {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, boolean | number | string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (boolean | number | string)[]>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}

/** Answers as AWS documents for this sender: 502 for a result that it does not understand. */
export function respond(sender: Sender, returned: unknown, response: ServerResponse): void {
  // Lambda sends JSON.
  const result = understand(sender, JSON.parse(JSON.stringify(returned ?? null)));
  if (!result) {
    response.writeHead(502).end('Internal server error');
    return;
  }
  writeMetadata(result, response);
  response.end(result.body ?? '');
}

/** Writes the status and the headers of a result, or of a stream's metadata. */
export function writeMetadata(result: Result, response: ServerResponse): void {
  const { statusCode = 200, headers = {}, multiValueHeaders = {}, cookies = [] } = result;
  const all = new Map<string, string[]>();
  const lists = Object.entries(headers).map(([name, value]) => [name, [value]] as const);
  for (const [name, values] of [...lists, ...Object.entries(multiValueHeaders)]) {
    const key = name.toLowerCase();
    all.set(key, [...new Set([...(all.get(key) ?? []), ...values.map(String)])]);
  }
  if (cookies.length > 0) {
    all.set('set-cookie', [...cookies]);
  }
  response.writeHead(statusCode, Object.fromEntries(all));
}

function understand(sender: Sender, result: unknown): Result | undefined {
  const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
  switch (sender) {
    case 'HTTP API':
    case 'function URL':
      return isObject && 'statusCode' in result
        ? without('multiValueHeaders', result)
        : {
            headers: { 'content-type': 'application/json' },
            body: typeof result === 'string' ? result : JSON.stringify(result),
          };
    case 'REST API':
    case 'HTTP API, format 1.0':
      return isObject ? without('cookies', result) : undefined;
    case 'ALB with multi-value headers':
      return isObject && !('headers' in result) ? without('cookies', result) : undefined;
    case 'ALB without multi-value headers':
      return isObject && !('multiValueHeaders' in result) ? without('cookies', result) : undefined;
  }
}

function without(name: keyof Result, result: object): Result {
  const { [name]: _ignored, ...rest } = result as Result;
  return rest;
}
