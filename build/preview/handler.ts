import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TARGET_LIMIT } from '../platform/limits.js';
import type { Runtime } from '../platform/runtimes.js';
import type { Sandbox } from '../runtime/sandbox.js';
import { sendFunctionResponse, sendPage } from './answer.js';
import { createBackend, isBackendPath, replaceRequest, type UpgradeEvents } from './backend.js';
import { createFileServer } from './files.js';
import { splitTarget } from './http.js';
import type { RequestRecord, Verdict } from './log.js';
import { type FunctionResult, runViewerRequest } from './viewer-request.js';

/** The distribution that a handler stands for. */
export interface Distribution {
  readonly runtime: Runtime;
  /** The folder of the site. */
  readonly root: string;
  /** The server for `/api/*`; without one these paths are files too. */
  readonly backend?: string | undefined;
  /** Whether the function stands before `/api/*` too; default false, as on the usual distribution. */
  readonly gateBackend?: boolean | undefined;
  /** Told of each request once, when it is done. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/** Answers requests as the distribution would. Neither way throws or rejects. */
export interface Handler {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** `response` writes to `socket`, for the case that there is no upgrade. */
  upgrade(request: IncomingMessage, response: ServerResponse, socket: Socket, head: Buffer): void;
}

type Noted = 'status' | 'verdict' | 'reason' | 'microseconds';

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly toBackend: boolean;
  readonly note: { -readonly [Key in Noted]: RequestRecord[Key] };
  /** Reports the request. */
  readonly done: () => void;
}

/** The behaviours `/api/*` (the backend) and `*` (the function, then the files). */
export function createHandler(sandbox: Sandbox, options: Distribution): Handler {
  const { runtime, gateBackend = false, onRequest = () => undefined } = options;
  const backend = options.backend === undefined ? undefined : createBackend(options.backend);
  const files = createFileServer(options.root);
  const hasRawQuery = runtime === 'cloudfront-js-2.0';

  function visit(request: IncomingMessage, response: ServerResponse): Visit {
    // CloudFront chooses by the path that the viewer sent, before the function may change it.
    const toBackend = backend !== undefined && isBackendPath(request.url ?? '');
    // Status 0 stands if the viewer leaves before an answer.
    const note: Visit['note'] = { status: 0, verdict: 'ungated', reason: '', microseconds: null };
    const method = request.method ?? '';
    const path = splitTarget(request.url ?? '').uri;
    const done = () => onRequest({ method, path, ...note });
    response.once('close', () => {
      if (response.headersSent) {
        note.status = response.statusCode;
      }
      done();
    });
    return { request, response, toBackend, note, done };
  }

  /** Where the request goes on: the path, once the function has let it pass; undefined where it is answered. */
  async function pass({ request, response, toBackend, note }: Visit): Promise<string | undefined> {
    const target = request.url ?? '';
    const refused = targetProblem(target);
    if (refused) {
      Object.assign(note, { verdict: 'fault', reason: refused.text });
      sendPage(response, refused.status, refused.text);
      return undefined;
    }
    if (toBackend && !gateBackend) {
      return splitTarget(target).uri;
    }
    const { passage, microseconds } = await runViewerRequest(sandbox, hasRawQuery, request);
    Object.assign(note, verdictOf(passage), { microseconds });
    if (passage.kind === 'request') {
      if (toBackend) {
        replaceRequest(request, passage.request, passage.target);
      }
      return passage.request.uri;
    }
    if (passage.kind === 'response') {
      sendFunctionResponse(response, passage.response);
    } else {
      sendPage(response, passage.status, `The function ${passage.problem}.`);
    }
    return undefined;
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const current = visit(request, response);
    settle(current, async () => {
      const uri = await pass(current);
      if (uri === undefined) {
        return;
      }
      if (backend && current.toBackend) {
        await backend.web(request, response);
      } else {
        files(request, response, uri);
      }
    });
  }

  const upgrade: Handler['upgrade'] = (request, response, socket, head) => {
    // Any other upgrade may be ignored (RFC 9110 section 7.8), and files know none.
    const isWebSocket =
      request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    if (!backend || !isWebSocket || !isBackendPath(request.url ?? '')) {
      return serve(request, response);
    }
    const current = visit(request, response);
    settle(current, async () => {
      if ((await pass(current)) === undefined) {
        return;
      }
      backend.upgrade(request, socket, head, tunnelling(current, socket));
    });
  };

  return { request: serve, upgrade };
}

function tunnelling({ response, note, done }: Visit, socket: Socket): UpgradeEvents {
  return {
    answered(status) {
      note.status = status;
      response.detachSocket(socket);
      socket.once('close', done);
    },
    failed: () => sendNoAnswer(response, note, 502),
  };
}

async function settle({ response, note }: Visit, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const closed = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    sendNoAnswer(response, note, closed ? 504 : 502);
  }
}

function sendNoAnswer(response: ServerResponse, note: Visit['note'], status: number): void {
  note.reason = 'no answer from the backend';
  if (response.headersSent) {
    response.destroy();
  } else {
    sendPage(response, status, 'The backend gives no answer. Is it running?');
  }
}

function targetProblem(target: string): { status: number; text: string } | undefined {
  if (!splitTarget(target).uri.startsWith('/')) {
    return { status: 400, text: 'no path' };
  }
  return target.length < TARGET_LIMIT ? undefined : { status: 414, text: 'the URL is too long' };
}

function verdictOf(passage: FunctionResult): { verdict: Verdict; reason: string } {
  if (passage.kind === 'request') {
    return { verdict: 'pass', reason: '' };
  }
  if (passage.kind === 'fault') {
    return { verdict: 'fault', reason: passage.problem };
  }
  const { statusCode, headers = {} } = passage.response;
  const said = headers['x-spa-auth-reason']?.value ?? '';
  return {
    verdict: statusCode < 400 ? 'redirect' : 'refuse',
    reason: /^[a-z_]{1,32}$/.test(said) ? said : '',
  };
}
