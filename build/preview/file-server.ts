import { accessSync, constants, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { sendPage } from './response.js';

/**
 * Serves a folder as CloudFront serves an S3 bucket: a path is the key of one object, and no other
 * file is tried.
 */
export type FileServer = (request: IncomingMessage, response: ServerResponse, uri: string) => void;

/** Creates a file server for the folder `root`. The files are read again for every request. */
export function createFileServer(root: string): FileServer {
  const serve = sirv(root, { dev: true, etag: true, dotfiles: true, extensions: [] });
  return (request, response, uri) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return sendPage(response, 405, 'Files can only be read: use GET or HEAD.');
    }
    // The default root object applies to "/" only.
    const key = parseObjectKey(uri === '/' ? '/index.html' : uri);
    const missing = () => sendPage(response, 404, 'There is no such file in the root folder.');
    if (key === undefined || !isReadableFile(join(root, key))) {
      return missing();
    }
    // sirv misreads or fails on other ranges. A server may ignore any range (RFC 9110 section
    // 14.2).
    if (!isPlainRange(request.headers.range)) {
      delete request.headers.range;
    }
    request.url = encodeURI(key);
    serve(request, response, missing);
  };
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

/** Whether the file can be sent. sirv would cause an uncaught error if it could not open it. */
function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isPlainRange(range: string | undefined): boolean {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range ?? '') ?? [];
  return first !== undefined && (last === '' || Number(last) >= Number(first));
}
