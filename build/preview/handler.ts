import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TARGET_LIMIT } from '../platform/limits.js';
import type { Runtime } from '../platform/runtimes.js';
import type { Sandbox } from '../runtime/sandbox.js';
import {
  applyFunctionRequest,
  createBackend,
  isBackendPath,
  type UpgradeEvents,
} from './backend.js';
import { createFileServer } from './file-server.js';
import { splitTarget } from './http.js';
import type { RequestRecord, Verdict } from './log.js';
import { sendFunctionResponse, sendPage } from './response.js';
import { createSecureRemover, keepCookies } from './secure-cookies.js';
import { type FunctionResult, runViewerRequest } from './viewer-request.js';

/** The distribution that a handler acts for. */
export interface Distribution {
  readonly runtime: Runtime;
  /** The folder with the files of the site. */
  readonly root: string;
  /** The URL of the server for `/api/*`. Without it, these paths are files too. */
  readonly backend?: string | undefined;
  /** Whether the function also runs for `/api/*`. Default: false, as on most distributions. */
  readonly gateBackend?: boolean | undefined;
  /** Whether viewers come over TLS. Default: false, which takes `Secure` off cookies. */
  readonly https?: boolean | undefined;
  /** Called at most once, with a sentence about what was changed in the responses. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Called once for each request, when it has ended. */
  readonly onRequest?: (record: RequestRecord) => void;
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
  readonly toBackend: boolean;
  readonly outcome: Outcome;
  /** Calls `onRequest`. */
  readonly report: () => void;
}

/**
 * Creates the handler for the behaviors `/api/*` (the backend) and `*` (the function, then the
 * files).
 */
export function createHandler(sandbox: Sandbox, options: Distribution): Handler {
  const { runtime, gateBackend = false, onRequest = () => undefined } = options;
  const { onNotice = () => undefined } = options;
  const filterCookies = options.https ? keepCookies : createSecureRemover(onNotice);
  const backend =
    options.backend === undefined ? undefined : createBackend(options.backend, filterCookies);
  const files = createFileServer(options.root);
  const hasRawQuery = runtime === 'cloudfront-js-2.0';

  function begin(request: IncomingMessage, response: ServerResponse): Exchange {
    // CloudFront chooses the behavior by the path that the viewer sent, before the function can
    // change it.
    const toBackend = backend !== undefined && isBackendPath(request.url ?? '');
    // The status stays 0 if the viewer disconnects before the response.
    const outcome: Outcome = { status: 0, verdict: 'ungated', reason: '', microseconds: null };
    const method = request.method ?? '';
    const path = splitTarget(request.url ?? '').uri;
    const report = () => onRequest({ method, path, ...outcome });
    response.once('close', () => {
      if (response.headersSent) {
        outcome.status = response.statusCode;
      }
      report();
    });
    return { request, response, toBackend, outcome, report };
  }

  /**
   * Runs the function, if it runs for this path. Returns the path that the request goes on to;
   * undefined if it has been answered.
   */
  async function runFunction(exchange: Exchange): Promise<string | undefined> {
    const { request, response, toBackend, outcome } = exchange;
    const target = request.url ?? '';
    const problem = findTargetProblem(target);
    if (problem) {
      Object.assign(outcome, { verdict: 'fault', reason: problem.text });
      sendPage(response, problem.status, problem.text);
      return undefined;
    }
    if (toBackend && !gateBackend) {
      return splitTarget(target).uri;
    }
    const { result, microseconds } = await runViewerRequest(sandbox, hasRawQuery, request);
    Object.assign(outcome, toVerdict(result), { microseconds });
    if (result.kind === 'request') {
      if (toBackend) {
        applyFunctionRequest(request, result.request, result.target);
      }
      return result.request.uri;
    }
    if (result.kind === 'response') {
      sendFunctionResponse(response, result.response, filterCookies);
    } else {
      sendPage(response, result.status, `The function ${result.problem}.`);
    }
    return undefined;
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const exchange = begin(request, response);
    finish(exchange, async () => {
      const uri = await runFunction(exchange);
      if (uri === undefined) {
        return;
      }
      if (backend && exchange.toBackend) {
        await backend.web(request, response);
      } else {
        files(request, response, uri);
      }
    });
  }

  const upgrade: Handler['upgrade'] = (request, response, socket, head) => {
    // A server may ignore any upgrade (RFC 9110 section 7.8). Only the backend supports one, to a
    // WebSocket.
    const isWebSocket =
      request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!backend || !isWebSocket || !isBackendPath(request.url ?? '')) {
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

  return { request: serve, upgrade };
}

function upgradeEvents({ response, outcome, report }: Exchange, socket: Socket): UpgradeEvents {
  return {
    responded(status) {
      outcome.status = status;
      response.detachSocket(socket);
      socket.once('close', report);
    },
    failed: () => sendNoResponse(response, outcome, 502),
  };
}

/** Answers 502 or 504 if `work` fails. */
async function finish({ response, outcome }: Exchange, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const wasClosed = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    sendNoResponse(response, outcome, wasClosed ? 504 : 502);
  }
}

function sendNoResponse(response: ServerResponse, outcome: Outcome, status: number): void {
  outcome.reason = 'no response from the backend';
  if (response.headersSent) {
    response.destroy();
  } else {
    sendPage(response, status, 'The backend does not respond. Is it running?');
  }
}

function findTargetProblem(target: string): { status: number; text: string } | undefined {
  if (!splitTarget(target).uri.startsWith('/')) {
    return { status: 400, text: 'no path' };
  }
  return target.length < TARGET_LIMIT ? undefined : { status: 414, text: 'the URL is too long' };
}

function toVerdict(result: FunctionResult): { verdict: Verdict; reason: string } {
  if (result.kind === 'request') {
    return { verdict: 'pass', reason: '' };
  }
  if (result.kind === 'fault') {
    return { verdict: 'fault', reason: result.problem };
  }
  const { statusCode, headers = {} } = result.response;
  const reason = headers['x-spa-auth-reason']?.value ?? '';
  return {
    verdict: statusCode < 400 ? 'redirect' : 'refuse',
    // Another function's text stays out of the log.
    reason: /^[a-z_]{1,32}$/.test(reason) ? reason : '',
  };
}
