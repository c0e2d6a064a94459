import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Sandbox } from '../runtime/sandbox.js';
import { applyFunctionRequest, createBackend, type UpgradeEvents } from './backend.js';
import type { FileHeaders } from './file-headers.js';
import { createFileServer } from './file-server.js';
import { createGate, findTargetProblem, type GateOptions } from './gate.js';
import { splitTarget } from './http.js';
import { type RequestRecord, toVerdict } from './log.js';
import { createPathMatcher } from './paths.js';
import { keepCookies } from './secure-cookies.js';
import { type Notice, sendNotice } from './status-page.js';

/** The distribution that a handler acts for. */
export interface Distribution extends GateOptions {
  /** The folder with the files of the site. */
  readonly root: string;
  /** The headers that files carry beside those of S3, by path pattern. Default: none. */
  readonly headers?: FileHeaders | undefined;
  /** The URL of the backend. Default: none; its paths are then files too. */
  readonly backend?: string | undefined;
  /**
   * The path patterns of the backend: an exact path, or a prefix that ends in `*`. Default:
   * `/api/*` alone.
   */
  readonly backendPaths?: readonly string[] | undefined;
  /** Whether the function also runs for the backend. Default: false, as on most distributions. */
  readonly gateBackend?: boolean | undefined;
  /** Pages in front of the distribution. The first that owns a request answers it. */
  readonly ownPages?: readonly OwnPages[] | undefined;
  /** Called once for each request, when it has ended. */
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

/** Pages that the preview itself serves. The function does not see their requests. */
export interface OwnPages {
  /** What the log calls them. Without it, their requests are not reported. */
  readonly name?: string;
  owns(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** Answers requests as the distribution would. Neither method throws or rejects. */
export interface Handler {
  request(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Handles a request to upgrade. `response` writes to `socket`; it is used if there is no upgrade.
   */
  upgrade(request: IncomingMessage, response: ServerResponse, socket: Socket, head: Buffer): void;
}

/** The part of the record that is not known before the function has run. */
type Outcome = {
  -readonly [Key in 'status' | 'verdict' | 'reason' | 'microseconds']: RequestRecord[Key];
};

/** One request while it is handled. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether CloudFront would choose the behavior of the backend. */
  readonly isBackendPath: boolean;
  readonly outcome: Outcome;
  /** Calls `onRequest`. */
  readonly report: () => void;
}

/**
 * Creates the handler for the behaviors of the backend and for `*` (the function, then the files).
 */
export function createHandler(sandbox: Sandbox, options: Distribution): Handler {
  const { filterCookies = keepCookies, gateBackend = false, ownPages = [], onRequest } = options;
  const gate = createGate(sandbox, options);
  const backend =
    options.backend === undefined ? undefined : createBackend(options.backend, filterCookies);
  const matchBackendPath = createPathMatcher(options.backendPaths ?? ['/api/*']);
  const files = createFileServer(options.root, options.headers);

  function begin(request: IncomingMessage, response: ServerResponse, pages?: OwnPages): Exchange {
    // CloudFront chooses the behavior by the path that the viewer sent, before the function can
    // change it.
    const isBackendPath = matchBackendPath(request.url ?? '');
    // The status stays 0 if the viewer disconnects before the response.
    const outcome: Outcome = {
      status: 0,
      verdict: 'ungated',
      reason: pages?.name ?? '',
      microseconds: null,
    };
    const method = request.method ?? '';
    const path = splitTarget(request.url ?? '').uri;
    const isReported = pages === undefined || pages.name !== undefined;
    const report = () => isReported && onRequest?.({ method, path, ...outcome });
    response.once('close', () => {
      if (response.headersSent) {
        outcome.status = response.statusCode;
      }
      report();
    });
    return { request, response, isBackendPath, outcome, report };
  }

  /**
   * Runs the function, if it runs for this path. Returns the path that the request goes on to;
   * undefined if it has been answered.
   */
  async function runFunction(exchange: Exchange): Promise<string | undefined> {
    const { request, response, outcome } = exchange;
    const toBackend = backend !== undefined && exchange.isBackendPath;
    const target = request.url ?? '';
    if (toBackend && !gateBackend && findTargetProblem(target) === undefined) {
      return splitTarget(target).uri;
    }
    const { passed, ...passage } = await gate.run(request, response);
    if (!passage.decision) {
      Object.assign(outcome, { verdict: 'fault', reason: passage.problem.title });
      return undefined;
    }
    const { result, microseconds } = passage.decision;
    Object.assign(outcome, toVerdict(result), { microseconds });
    if (toBackend && passed) {
      applyFunctionRequest(request, passed.request, passed.target);
    }
    return passed?.request.uri;
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const pages = ownPages.find((each) => each.owns(request));
    const exchange = begin(request, response, pages);
    finish(exchange, async () => {
      if (pages) {
        return pages.answer(request, response);
      }
      if (!backend && exchange.isBackendPath && !files.has(splitTarget(request.url ?? '').uri)) {
        return sendNotice(request, response, NO_BACKEND);
      }
      const uri = await runFunction(exchange);
      if (uri === undefined) {
        return;
      }
      if (backend && exchange.isBackendPath) {
        await backend.web(request, response);
      } else {
        await files.serve(request, response, uri);
      }
    });
  }

  const upgrade: Handler['upgrade'] = (request, response, socket, head) => {
    // A server may ignore any upgrade (RFC 9110 section 7.8). Only the backend supports one, to a
    // WebSocket.
    const isWebSocket =
      request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!backend || !isWebSocket || !matchBackendPath(request.url ?? '')) {
      // Nothing else reads the socket, so nothing would notice that the viewer has left.
      socket.once('end', () => socket.destroy()).resume();
      return serve(request, response);
    }
    const exchange = begin(request, response);
    finish(exchange, async () => {
      if ((await runFunction(exchange)) === undefined) {
        return;
      }
      backend.upgrade(request, socket, head, upgradeEvents(exchange, socket));
    });
  };

  function upgradeEvents(exchange: Exchange, socket: Socket): UpgradeEvents {
    const { response, outcome, report } = exchange;
    return {
      responded(status) {
        outcome.status = status;
        response.detachSocket(socket);
        socket.once('close', report);
      },
      failed: () => sendNoResponse(exchange, 502),
    };
  }

  /** Answers 502 or 504 if `work` fails. */
  async function finish(exchange: Exchange, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const wasClosed = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      sendNoResponse(exchange, wasClosed ? 504 : 502);
    }
  }

  function sendNoResponse({ request, response, outcome }: Exchange, status: number): void {
    outcome.reason = 'no response from the backend';
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendNotice(request, response, {
      status,
      title: 'The backend does not respond',
      text: 'Is it running? Start it at this address, or give another one with --backend.',
      facts: { backend: backend?.address ?? 'none' },
    });
  }

  return { request: serve, upgrade };
}

const NO_BACKEND: Notice = {
  status: 404,
  title: 'No backend',
  text: 'This path belongs to the backend, and the preview was started without one: no --backend. Give its address, such as --backend http://localhost:8000.',
};
