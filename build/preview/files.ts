import { accessSync, constants, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { sendPage } from './answer.js';

/** Serves a folder as CloudFront serves a bucket: a path is the name of one object, and nothing is guessed. */
export type FileServer = (request: IncomingMessage, response: ServerResponse, uri: string) => void;

/** `root` is the folder; its files are read anew at every request. */
export function createFileServer(root: string): FileServer {
  const serve = sirv(root, { dev: true, etag: true, dotfiles: true, extensions: [] });
  return (request, response, uri) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return sendPage(response, 405, 'Files are only read here.');
    }
    // The default root object applies to "/" alone.
    const key = keyOf(uri === '/' ? '/index.html' : uri);
    const missing = () => sendPage(response, 404, 'There is no such file in the root folder.');
    if (key === undefined || !isFile(join(root, key))) {
      return missing();
    }
    // A range that sirv would read as another one, or fail on; a server may ignore any range (RFC 9110 section 14.2).
    if (!isPlainRange(request.headers.range)) {
      delete request.headers.range;
    }
    request.url = encodeURI(key);
    serve(request, response, missing);
  };
}

/** The object that a path names. A bucket resolves no dots and drops no slashes: such a path names nothing. */
function keyOf(uri: string): string | undefined {
  try {
    const key = decodeURIComponent(uri);
    const segments = key.slice(1).split('/');
    const plain = segments.every((each) => each !== '' && each !== '.' && each !== '..');
    return plain && !key.includes('\0') && !key.includes('\\') ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Whether sirv can send it: a stream that fails to open would be an uncaught error. */
function isFile(path: string): boolean {
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
