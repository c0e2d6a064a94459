import { statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { checkKeyRing } from '../config/key-ring.js';
import { CliError, EXIT } from '../host/errors.js';
import { FUNCTION_SIZE_LIMIT, REQUEST_SIZE_LIMIT } from '../platform/limits.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../runtime/sandbox.js';
import { createHandler, type Distribution, type Handler } from './handler.js';

/** What a preview serves. */
export interface PreviewOptions extends Distribution {
  /** The built function, as it would be uploaded. */
  readonly code: string;
  /** The key ring that the function finds in its KeyValueStore; left out for an embedded build. */
  readonly secret?: string | undefined;
  /** 0 chooses a free one. */
  readonly port: number;
  /** Reads the clock in Unix seconds; default the real one. */
  readonly now?: () => number;
  /** Makes what runs the function; default a sandbox of Node's own engine. */
  readonly sandbox?: (options: SandboxOptions) => Sandbox;
}

/** A preview that listens. */
export interface Preview {
  readonly url: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts a local CloudFront for one distribution, on the loopback interface only.
 *
 * @throws {CliError} when the port, the folder, the backend's address, the secret or the function cannot be used.
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const { code, runtime, secret, now = () => Math.floor(Date.now() / 1000) } = options;
  checkCode(code);
  checkRoot(options.root);
  // With an unusable ring every request would be a 503, which is right for a site and no help here.
  if (secret !== undefined) {
    checkKeyRing(secret);
  }
  const kvs = secret === undefined ? {} : { token_secret: secret };
  const sandbox = (options.sandbox ?? createSandbox)({ code, runtime, kvs, now });
  const handler = createHandler(sandbox, options);
  const sockets = new Set<Socket>();
  const server = createPreviewServer(handler, sockets);
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    // Browsers accept `Secure` cookies over plain HTTP for this name.
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

function createPreviewServer(handler: Handler, sockets: Set<Socket>): Server {
  const server = createServer({ maxHeaderSize: REQUEST_SIZE_LIMIT }, handler.request);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.end());
    handler.upgrade(request, response, socket, head);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

function listen(server: Server, port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CliError(
      'ERR_PREVIEW_PORT',
      'the port is no whole number from 0 to 65535',
      EXIT.usage,
    );
  }
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(portError(error, port)));
    server.listen(port, HOST, done);
  });
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  const problem = { EADDRINUSE: 'is in use', EACCES: 'is not allowed to this user' }[
    error.code ?? ''
  ];
  if (!problem) {
    return error;
  }
  return new CliError(
    'ERR_PREVIEW_PORT',
    `port ${port} ${problem}; choose another with --port`,
    EXIT.usage,
  );
}

function checkRoot(root: string): void {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    return;
  }
  throw new CliError(
    'ERR_PREVIEW_ROOT',
    `the root ${JSON.stringify(root)} is no folder; name the folder of the built site with --root`,
    EXIT.usage,
  );
}

function checkCode(code: string): void {
  const bytes = Buffer.byteLength(code);
  if (bytes <= FUNCTION_SIZE_LIMIT) {
    return;
  }
  throw new CliError(
    'ERR_PREVIEW_CODE',
    `the function has ${bytes} bytes; CloudFront takes ${FUNCTION_SIZE_LIMIT} at most`,
    EXIT.gate,
  );
}
