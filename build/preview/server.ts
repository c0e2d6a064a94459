import { statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { checkKeyRing } from '../config/key-ring.js';
import { CliError, EXIT } from '../host/errors.js';
import { FUNCTION_SIZE_LIMIT, REQUEST_SIZE_LIMIT } from '../platform/limits.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../runtime/sandbox.js';
import type { TlsPair } from './certificate.js';
import { createDevelopmentLogin, type LoginOptions } from './development-login.js';
import { createHandler, type Distribution, type Handler } from './handler.js';
import { createUpgradeResponse } from './response.js';
import { createSecureRemover, keepCookies } from './secure-cookies.js';

/** The options of a preview. */
export interface PreviewOptions extends Omit<Distribution, 'filterCookies' | 'rewriteResponse'> {
  /** The text of the built function. */
  readonly code: string;
  /** The key ring in the KeyValueStore of the function. Left out for an embedded build. */
  readonly secret?: string | undefined;
  /** The login that stands in for the backend's. Default: none. */
  readonly login?: LoginOptions | undefined;
  /**
   * The certificate and key for TLS. Default: none, the preview serves plain HTTP and takes
   * `Secure` off cookies.
   */
  readonly tls?: TlsPair | undefined;
  /** The port on the loopback interface; 0 for any free port. */
  readonly port: number;
  /** The time source, in Unix seconds. Default: the clock of the machine. */
  readonly now?: () => number;
  /** Called at most once, with a sentence about what was changed in the responses. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Creates the sandbox that runs the function. Default: a sandbox on the engine of Node.js. */
  readonly sandbox?: (options: SandboxOptions) => Sandbox;
}

/** A running preview. */
export interface Preview {
  readonly url: string;
  /** The URL of the development login; undefined if there is none. */
  readonly loginUrl: string | undefined;
  /** Stops the server and closes every connection immediately. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Starts a server that acts as CloudFront for one distribution. It listens on the loopback
 * interface only.
 *
 * @throws CliError if the port, the folder, the backend's address, the secret or the function is
 *   not usable.
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const { code, runtime, secret, now = () => Math.floor(Date.now() / 1000) } = options;
  assertCodeSize(code);
  assertFolder(options.root);
  // With an unusable ring every response would be a 503. An error now is more helpful.
  if (secret !== undefined) {
    checkKeyRing(secret);
  }
  const kvs = secret === undefined ? {} : { token_secret: secret };
  const sandbox = (options.sandbox ?? createSandbox)({ code, runtime, kvs, now });
  const { tls, onNotice = () => undefined } = options;
  const filterCookies = tls ? keepCookies : createSecureRemover(onNotice);
  const login = options.login && createDevelopmentLogin(options.login, now, filterCookies);
  const handler = createHandler(sandbox, {
    ...options,
    filterCookies,
    rewriteResponse: login?.rewriteResponse,
    ownPages: [...(options.ownPages ?? []), ...(login ? [login] : [])],
  });
  const sockets = new Set<Socket>();
  const server = createPreviewServer(handler, sockets, tls);
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  // Chromium and Firefox accept `Secure` cookies over plain HTTP for this name.
  const url = `${tls ? 'https' : 'http'}://localhost:${port}`;
  return {
    url,
    loginUrl: login && url + login.path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

function createPreviewServer(handler: Handler, sockets: Set<Socket>, tls?: TlsPair): Server {
  const options = { maxHeaderSize: REQUEST_SIZE_LIMIT };
  const server = tls
    ? createSecureServer(handler, { ...options, ...tls })
    : createServer(options, handler.request);
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    handler.upgrade(request, createUpgradeResponse(request, socket), socket, head);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

function createSecureServer(handler: Handler, options: TlsPair & { maxHeaderSize: number }) {
  try {
    return createTlsServer(options, handler.request);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      'ERR_PREVIEW_HTTPS',
      `the certificate and the key cannot be used (${code}); give two PEM files that belong together, the key without a passphrase`,
      EXIT.usage,
    );
  }
}

function listen(server: Server, port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CliError(
      'ERR_PREVIEW_PORT',
      'the port is not a whole number from 0 to 65535',
      EXIT.usage,
    );
  }
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toPortError(error, port)));
    server.listen(port, HOST, resolve);
  });
}

function toPortError(error: NodeJS.ErrnoException, port: number): Error {
  const problem = {
    EADDRINUSE: 'is in use',
    EACCES: 'needs permissions that this user does not have',
  }[error.code ?? ''];
  if (!problem) {
    return error;
  }
  return new CliError(
    'ERR_PREVIEW_PORT',
    `port ${port} ${problem}; choose another with --port`,
    EXIT.usage,
  );
}

function assertFolder(root: string): void {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    return;
  }
  throw new CliError(
    'ERR_PREVIEW_ROOT',
    `the root ${JSON.stringify(root)} is not a folder; give the folder of the built site with --root`,
    EXIT.usage,
  );
}

function assertCodeSize(code: string): void {
  const bytes = Buffer.byteLength(code);
  if (bytes <= FUNCTION_SIZE_LIMIT) {
    return;
  }
  throw new CliError(
    'ERR_PREVIEW_CODE',
    `the function has ${bytes} bytes; CloudFront accepts at most ${FUNCTION_SIZE_LIMIT}`,
    EXIT.gate,
  );
}
