import { type ServerResponse, STATUS_CODES } from 'node:http';
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
  send(response, statusCode, bytes, statusDescription);
}

/** Sends a small page of the preview's own; `text` must not contain anything from the request. */
export function sendPage(response: ServerResponse, status: number, text: string): void {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-security-policy', "default-src 'none'");
  const page = `<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<h1>${title}</h1>
<p>${escapeHtml(text)}</p>
</html>
`;
  send(response, status, Buffer.from(page));
}

function send(response: ServerResponse, status: number, body: Buffer, description?: string): void {
  // These responses have no body (RFC 9110 section 15), and Node.js refuses to send one.
  const isBodiless = status === 204 || status === 205 || status === 304;
  if (!isBodiless) {
    response.setHeader('content-length', body.length);
  }
  const phrase = description && /^[\t\x20-\x7e]+$/.test(description) ? description : undefined;
  response.writeHead(status, phrase ?? STATUS_CODES[status] ?? '');
  response.end(isBodiless ? undefined : body);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
