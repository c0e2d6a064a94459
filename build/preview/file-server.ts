import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { lookup } from 'mrmime';
import { evaluateConditions, findRange } from './conditions.js';
import { createHeaderFinder, type FileHeaders } from './file-headers.js';
import { encodeHeaderText } from './http.js';
import { sendNotice } from './status-page.js';

/**
 * Serves a folder as CloudFront serves an S3 bucket: a path is the key of one object, and no other
 * file is tried.
 */
export interface FileServer {
  /** Whether the path names a file. */
  has(uri: string): boolean;
  serve(request: IncomingMessage, response: ServerResponse, uri: string): Promise<void>;
}

/** Creates a file server for the folder `root`. The files are read again for every request. */
export function createFileServer(root: string, headers: FileHeaders = {}): FileServer {
  const findHeaders = createHeaderFinder(headers);
  const findFile = (uri: string) => {
    // The default root object applies to "/" only.
    const key = parseObjectKey(uri === '/' ? '/index.html' : uri);
    return key !== undefined && isFile(join(root, key))
      ? { key, file: join(root, key) }
      : undefined;
  };
  return {
    has: (uri) => findFile(uri) !== undefined,
    async serve(request, response, uri) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        return sendNotice(request, response, {
          status: 405,
          title: 'Files can only be read',
          text: 'The bucket takes GET and HEAD alone. For a path of the backend, add it with --backend-path.',
          facts: { method: request.method ?? '' },
        });
      }
      const found = findFile(uri);
      const handle = found && (await open(found.file).catch(() => undefined));
      if (!found || !handle) {
        return sendNotice(request, response, {
          status: 404,
          title: 'No such file',
          text: 'The folder has no readable file for this path.',
          facts: { ...(isSamePath(request, uri) ? {} : { file: uri }), root: resolve(root) },
        });
      }
      try {
        await sendFile(request, response, handle, found.key, findHeaders(found.key));
      } finally {
        await handle.close();
      }
    },
  };
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  handle: FileHandle,
  key: string,
  added: readonly (readonly [string, string])[],
): Promise<void> {
  const stats = await handle.stat();
  const { size } = stats;
  const validators = { etag: formatEntityTag(stats), modified: Math.floor(stats.mtimeMs / 1000) };
  response.setHeader('etag', validators.etag);
  response.setHeader('last-modified', new Date(validators.modified * 1000).toUTCString());
  for (const [name, value] of added) {
    response.setHeader(name, encodeHeaderText(value));
  }
  const status = evaluateConditions(request.headers, validators);
  if (status !== undefined) {
    response.writeHead(status).end();
    return;
  }
  response.setHeader('accept-ranges', 'bytes');
  if (!response.hasHeader('content-type')) {
    response.setHeader('content-type', guessType(key));
  }
  const range = findRange(request.headers, size, validators);
  if (range === null) {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.setHeader('content-length', end - start + 1);
  if (range) {
    response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
  }
  response.writeHead(range ? 206 : 200);
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  const content = handle.createReadStream({ start, end, autoClose: false });
  // A viewer who leaves, or a file that cannot be read any more, ends the response.
  await pipeline(content, response).catch(() => response.destroy());
}

/**
 * S3's tag of a small object is the MD5 of its content. Its size and its time of change tell as
 * much, and nothing has to be read for them.
 */
function formatEntityTag({ size, mtimeMs }: Stats): string {
  const hash = createHash('sha256').update(`${size} ${mtimeMs}`).digest('hex');
  return `"${hash.slice(0, 32)}"`;
}

/**
 * The type that an uploader gives an object for its extension. It names no charset, and neither
 * does S3.
 */
function guessType(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return (name.includes('.') && lookup(name)) || 'binary/octet-stream';
}

/** Whether the function has left the path as the viewer sent it. */
function isSamePath({ url = '' }: IncomingMessage, uri: string): boolean {
  return url.split('?', 1)[0] === uri;
}

/**
 * The key of the object that a path names. Undefined for a path with dot segments or empty
 * segments: S3 does not resolve them, and no file of the folder has such a key.
 */
function parseObjectKey(uri: string): string | undefined {
  try {
    const key = decodeURIComponent(uri);
    const segments = key.slice(1).split('/');
    const isPlain = segments.every(
      (segment) => segment !== '' && segment !== '.' && segment !== '..',
    );
    return isPlain && !key.includes('\0') && !key.includes('\\') ? key : undefined;
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
