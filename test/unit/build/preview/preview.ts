import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { RequestRecord } from '../../../../build/preview/log.js';
import {
  type Preview,
  type PreviewOptions,
  startPreview,
} from '../../../../build/preview/server.js';
import { startFakeBackend } from '../../../fakes/backend.js';

/** A function in place of the built one; the path determines what it does. */
export const CODE = `
import cf from 'cloudfront';
async function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path === '/refuse' || request.headers['x-refuse']) {
    return {
      statusCode: 401,
      headers: { 'x-spa-auth-reason': { value: 'missing' }, 'content-type': { value: 'text/plain' } },
      cookies: { a: { value: '1', attributes: 'Path=/' }, b: { value: '2' } },
      body: 'refused é'
    };
  }
  if (path === '/bounce') {
    return {
      statusCode: 302,
      headers: { location: { value: '/login' } },
      cookies: { bounce: { value: '1', attributes: 'HttpOnly; Secure; Path=/' } }
    };
  }
  if (path === '/throw') { throw new Error('said'); }
  if (path === '/forbidden') { request.headers['x-edge-key'] = { value: 'sesame' }; }
  if (path === '/secret') { var secret = await cf.kvs().get('token_secret'); return { statusCode: 200, body: '' + secret.length }; }
  if (path === '/rewrite') { request.uri = '/index.html'; }
  if (path === '/api/gated') { request.uri = '/api/changed'; request.headers['x-user'] = { value: 'é' }; }
  return request;
}`;

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'preview-'));
  await mkdir(join(root, 'folder'));
  await writeFile(join(root, 'index.html'), 'start page');
  await writeFile(join(root, 'folder/index.html'), 'folder page');
  await writeFile(join(root, 'folder/index'), 'bare index');
  await writeFile(join(root, '.hidden'), 'dot file');
  await writeFile(join(root, 'a b@2%.txt'), 'odd name');
});

afterAll(() => rm(root, { recursive: true }));

/** A running preview and the records of its requests. */
export interface RecordedPreview extends Preview {
  readonly records: readonly RequestRecord[];
}

/** Starts a preview for one test. It serves a folder with a few files. */
export async function preview(options: Partial<PreviewOptions> = {}): Promise<RecordedPreview> {
  const records: RequestRecord[] = [];
  const started = await startPreview({
    code: CODE,
    runtime: 'cloudfront-js-2.0',
    secret: 'ab'.repeat(32),
    root,
    port: 0,
    onRequest: (record) => records.push(record),
    now: () => 1_700_000_000,
    ...options,
  });
  onTestFinished(() => started.close());
  return { ...started, records };
}

/** Starts a fake backend for one test. */
export async function backend() {
  const started = await startFakeBackend();
  onTestFinished(started.close);
  return started;
}

interface Response {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a path exactly as it is written, which `fetch` would not. */
export function send(
  url: string,
  path: string,
  options: { method?: string; headers?: object; body?: string } = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const { port } = new URL(url);
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { ...headers } },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) {
          chunks.push(chunk as Buffer);
        }
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString() });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
