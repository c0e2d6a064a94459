import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { packageRoot } from '../../host/packages.js';
import { sendBody } from '../response.js';

const FOLDER = 'build/preview/inspector/page';

const PAGE_FILES: Readonly<Record<string, { file: string; type: string }>> = {
  '': { file: 'index.html', type: 'text/html; charset=utf-8' },
  'inspector.css': { file: 'inspector.css', type: 'text/css; charset=utf-8' },
  'inspector.js': { file: 'inspector.js', type: 'text/javascript; charset=utf-8' },
  'explanation.js': { file: 'explanation.js', type: 'text/javascript; charset=utf-8' },
  'element.js': { file: 'element.js', type: 'text/javascript; charset=utf-8' },
};

export interface PageFile {
  readonly type: string;
  readonly text: Buffer;
}

/** A file of the page; undefined if there is none of the name. */
export function readPageFile(name: string): PageFile | undefined {
  const entry = Object.hasOwn(PAGE_FILES, name) ? PAGE_FILES[name] : undefined;
  return entry && { type: entry.type, text: readFileSync(join(packageRoot, FOLDER, entry.file)) };
}

export function sendPageFile(response: ServerResponse, { type, text }: PageFile): void {
  response.setHeader('content-type', type);
  setGuards(response);
  sendBody(response, 200, text);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.setHeader('content-type', 'application/json');
  setGuards(response);
  sendBody(response, status, Buffer.from(JSON.stringify(body)));
}

/** No script but the page's own runs, nothing is sent elsewhere, and no page frames it. */
export function setGuards(response: ServerResponse): void {
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
  response.setHeader('cache-control', 'no-store');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-content-type-options', 'nosniff');
}
