import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Html, html, renderPage } from './html.js';
import { decodeHeaderText, splitTarget } from './http.js';
import { sendBody } from './response.js';

/** An answer of the preview itself, where the distribution has none. */
export interface Notice {
  readonly status: number;
  /** What happened, in a few words. */
  readonly title: string;
  /** What to do about it, in sentences. */
  readonly text: string;
  /** What else helps to find the cause, by name. The path of the request is always shown. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Sends a notice: a page to a document, JSON to a script that asks for it, otherwise text. */
export function sendNotice(
  request: IncomingMessage,
  response: ServerResponse,
  { status, title, text, facts = {} }: Notice,
): void {
  const path = decodeHeaderText(splitTarget(request.url ?? '').uri);
  const all = Object.entries({ path, ...facts });
  switch (chooseFormat(request, path)) {
    case 'html': {
      const rows = all.map(([name, value]) => html`<dt>${capitalize(name)}</dt><dd>${value}</dd>`);
      const content = html`<p>${markFlags(text)}</p>
<dl>
${rows}
</dl>`;
      const eyebrow = `${status} · pocket-spa-auth, in development`;
      sendOwnPage(response, status, renderPage(eyebrow, title, content));
      break;
    }
    case 'json': {
      const body = { error: title, status, message: text, ...Object.fromEntries(all) };
      sendText(response, status, 'application/json', `${JSON.stringify(body)}\n`);
      break;
    }
    default: {
      const lines = all.map(([name, value]) => `${capitalize(name)}: ${value}\n`);
      const body = `${status} ${title}\n\n${text}\n\n${lines.join('')}`;
      sendText(response, status, 'text/plain; charset=utf-8', body);
    }
  }
}

/** Sends a page of the preview itself. It may have a form for its own site and is never framed. */
export function sendOwnPage(response: ServerResponse, status: number, page: string): void {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  response.setHeader('referrer-policy', 'same-origin');
  sendText(response, status, 'text/html; charset=utf-8', page);
}

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.setHeader('content-type', type);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  sendBody(response, status, Buffer.from(text));
}

function chooseFormat({ headers }: IncomingMessage, path: string): 'html' | 'json' | 'text' {
  const { accept = '' } = headers;
  const mode = headers['sec-fetch-mode'];
  if (mode === undefined ? accept.includes('text/html') : mode === 'navigate') {
    return 'html';
  }
  return accept.includes('json') || path.startsWith('/api/') ? 'json' : 'text';
}

/** Marks the options of the command line, which must not break at a hyphen. */
function markFlags(text: string): Html[] {
  return text
    .split(/(--[a-z-]+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<code class="flag">${part}</code>` : html`${part}`,
    );
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
