import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Headers } from '../../../../suites/renewal-app.js';

/** A header of a Node.js request. */
export function headersOf(request: IncomingMessage): Headers {
  return (name) => request.headers[name]?.toString();
}

/** `/written`: everything with the first write, as a list with a name that comes twice. */
export function write(response: ServerResponse): void {
  const headers = ['Set-Cookie', 'a=1', 'Cache-Control', 'public', 'cache-control', 'max-age=60'];
  response.writeHead(200, [...headers, 'x-written', 'yes']).end('written');
}

/** `/flushed`: the headers by themselves. */
export async function flush(response: ServerResponse, held: Promise<void>): Promise<void> {
  response.flushHeaders();
  await held;
  response.end('flushed');
}
