import type { IncomingMessage, ServerResponse } from 'node:http';
import { Html, html, renderPage } from '../preview/html.js';
import { splitTarget } from '../preview/http.js';
import { sendBody } from '../preview/response.js';
import { sendNotice } from '../preview/status-page.js';

const TITLE = 'The function cannot be built';

/**
 * Answers a request while there is no function. A page loads Vite's client, which shows the overlay
 * and loads the page again once there is one.
 */
export function sendClosed(
  request: IncomingMessage,
  response: ServerResponse,
  base: string,
  message: string,
): void {
  const { accept = '', 'sec-fetch-mode': mode } = request.headers;
  if (mode === undefined ? !accept.includes('text/html') : mode !== 'navigate') {
    const text = 'Until it can, nothing is served. See the terminal of Vite.';
    sendNotice(request, response, { status: 503, title: TITLE, text });
    return;
  }
  // Until the client is connected, it misses that the site has opened.
  const client = new Html(`<script type="module">
import { createHotContext } from ${JSON.stringify(`${base}@vite/client`)};
createHotContext('/__spa-auth/closed').on('vite:ws:connect', async () => {
  if ((await fetch(location.href, { method: 'HEAD' })).status !== 503) {
    location.reload();
  }
});
</script>`);
  const content = html`<p>Until it can, nothing is served. This page loads again by itself.</p>
<p class="problem">${message}</p>
${client}`;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  const page = renderPage('503 · pocket-spa-auth, in development', TITLE, content);
  sendBody(response, 503, Buffer.from(page));
}

/** Whether a request is for Vite's client, which the page of a closed site needs. */
export function isViteClient(target: string, base: string): boolean {
  const { uri } = splitTarget(target);
  const path = uri.startsWith(base) ? uri.slice(base.length) : '';
  return (
    path === '@vite/client' ||
    path === '@vite/env' ||
    /^(?:@fs\/|node_modules\/)(?:[^%\\]*\/)?vite\/dist\/client\/(?:client|env)\.mjs$/.test(path)
  );
}
