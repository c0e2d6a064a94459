import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Incoming, Input, Reply } from '../wire/message.js';
import { ServiceError } from '../wire/service-error.js';
import { type FakeCall, type Fault, isWrite } from './calls.js';
import type { Service } from './service.js';

export interface ServerOptions {
  readonly services: readonly Service[];
  /** Called before a call is carried out; gives its fault. */
  begin(call: FakeCall): Fault | undefined;
  /** Called after a call was carried out, before its answer is sent. */
  end(): Promise<void>;
  /** Called for a mistake of the fake, and for a listener's check that failed during a call. */
  onError(error: unknown): void;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch((error) => {
      options.onError(error);
      request.socket.destroy();
    });
  });
  // On a loaded machine a test may stand still for seconds. A server that closed idle connections
  // meanwhile would reset the next call.
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function serve(
  { services, begin, end, onError }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const incoming = await readRequest(request);
  for (const service of services) {
    const operation = service.protocol.match(incoming);
    if (operation === undefined || !service.host.test(incoming.headers.host ?? '')) {
      continue;
    }
    const { call, input, refused } = openCall(service, operation, incoming);
    const fault = begin(call);
    if (fault === 'timeout' || fault === 'reset') {
      request.socket.destroy();
      return;
    }
    if (typeof fault === 'function') {
      await fault();
    }
    const reply =
      fault === 'throttle' || fault === 'error500' || fault === 'denied'
        ? answerWithError(service, fault)
        : (refused ?? (await answerCall(service, call, input)));
    await end();
    if (fault === 'lost-response') {
      request.socket.destroy();
      return;
    }
    (call as { status: number }).status = reply.status;
    // Without a `Date` header: the SDK would correct its signatures by the account's simulated
    // time.
    response.sendDate = false;
    response.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  onError(new Error(`no such operation: ${incoming.method} ${incoming.path}`));
  response.writeHead(501).end();
}

async function readRequest(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  return {
    method: request.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: request.headers as Incoming['headers'],
    body: Buffer.concat(chunks),
  };
}

/**
 * A call as the log records it, with its input, or with the error answer if it is unsigned or
 * invalid.
 */
function openCall(
  service: Service,
  operation: string,
  request: Incoming,
): { call: FakeCall; input: Input; refused?: Reply } {
  const { protocol, signature } = service;
  const signed = signature.exec(request.headers.authorization ?? '');
  let input: Input = {};
  let refused: Reply | undefined = signed ? undefined : answerWithError(service, 'unsigned');
  try {
    input = protocol.decode(operation, request);
  } catch (error) {
    refused ??= encodeError(service, error);
  }
  const call: FakeCall = {
    service: service.name,
    operation,
    target: ['Name', 'Id', 'Resource', 'KvsARN', 'SecretId', 'Key']
      .map((name) => input[name])
      .filter((value) => typeof value === 'string')
      .join(' '),
    writes: isWrite(operation),
    attempt: Number(/attempt=(\d+)/.exec(request.headers['amz-sdk-request'] ?? '')?.[1] ?? 1),
    region: signed?.groups?.region ?? '',
    status: null,
  };
  return { call, input, ...(refused && { refused }) };
}

async function answerCall(service: Service, call: FakeCall, input: Input): Promise<Reply> {
  const operate = service.operations[call.operation]!;
  try {
    return service.protocol.encode(call.operation, await operate(input as never, call));
  } catch (error) {
    return encodeError(service, error);
  }
}

function answerWithError(service: Service, kind: keyof Service['errors']): Reply {
  const { code, status } = service.errors[kind];
  return service.protocol.refuse(code, `${code}, in the words of the service`, status);
}

function encodeError(service: Service, error: unknown): Reply {
  if (!(error instanceof ServiceError)) {
    throw error;
  }
  return service.protocol.refuse(error.code, error.message, error.status);
}
