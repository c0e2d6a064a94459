import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FunctionResponse } from '../platform/event.js';
import { encodeHeaderText } from './http.js';
import type { CookieFilter } from './secure-cookies.js';

/** Sends the response that the function returned. */
export function sendFunctionResponse(
  response: ServerResponse,
  output: FunctionResponse,
  filterCookies: CookieFilter,
): void {
  const { statusCode, statusDescription, headers = {}, cookies = {}, body = '' } = output;
  for (const [name, { value, multiValue = [{ value }] }] of Object.entries(headers)) {
    const values = multiValue.map((entry) => encodeHeaderText(entry.value));
    response.setHeader(name, values.length === 1 ? values[0]! : values);
  }
  const setCookies = Object.entries(cookies).flatMap(([name, cookie]) =>
    (cookie.multiValue ?? [cookie]).map(({ value, attributes }) =>
      encodeHeaderText(attributes ? `${name}=${value}; ${attributes}` : `${name}=${value}`),
    ),
  );
  if (setCookies.length > 0) {
    response.setHeader('set-cookie', filterCookies(setCookies));
  }
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8');
  sendBody(response, statusCode, bytes, statusDescription);
}

/** Sends a status and a body with the headers that are set. */
export function sendBody(
  response: ServerResponse,
  status: number,
  body: Buffer,
  description?: string,
): void {
  // These responses have no body (RFC 9110 section 15), and Node.js refuses to send one.
  const isBodiless = status === 204 || status === 205 || status === 304;
  if (!isBodiless) {
    response.setHeader('content-length', body.length);
  }
  const phrase = description && /^[\t\x20-\x7e]+$/.test(description) ? description : undefined;
  response.statusCode = status;
  // HTTP/2 has none, and Node.js warns of one.
  if (response.req.httpVersionMajor === 1) {
    response.statusMessage = phrase ?? STATUS_CODES[status] ?? '';
  }
  response.end(isBodiless ? undefined : body);
}

/** Creates the response to a request to upgrade. The socket is closed once it is sent. */
export function createUpgradeResponse(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  // Not `end`: a viewer who never closes would keep the socket.
  response.on('finish', () => socket.destroySoon());
  return response;
}
