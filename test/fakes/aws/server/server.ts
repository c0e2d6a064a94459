import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Incoming, Input, Reply } from '../wire/message.js';
import { Refusal } from '../wire/refusal.js';
import { type FakeCall, type Fault, isWrite } from './calls.js';
import type { Service } from './service.js';

export interface ServerOptions {
  readonly services: readonly Service[];
  /** Told of each call before anything is done; gives the fault that it meets. */
  begin(call: FakeCall): Fault | undefined;
  /** After a call has had its effect, and before it is answered. */
  end(): Promise<void>;
  /** Told of what must never happen: a mistake of the fake, or a check that failed while a call was under way. */
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
  const incoming = await received(request);
  for (const service of services) {
    const operation = service.protocol.match(incoming);
    if (operation === undefined || !service.host.test(incoming.headers.host ?? '')) {
      continue;
    }
    const { call, input, refused } = opened(service, operation, incoming);
    const fault = begin(call);
    if (fault === 'timeout' || fault === 'reset') {
      request.socket.destroy();
      return;
    }
    if (typeof fault === 'function') {
      await fault();
    }
    const reply =
      fault === 'throttle' || fault === 'error500'
        ? troubled(service, fault)
        : (refused ?? (await answered(service, call, input)));
    await end();
    if (fault === 'lost-response') {
      request.socket.destroy();
      return;
    }
    (call as { status: number }).status = reply.status;
    // The time of the account is not this machine's, and the SDK would correct itself by it.
    response.sendDate = false;
    response.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  onError(new Error(`no such operation here: ${incoming.method} ${incoming.path}`));
  response.writeHead(501).end();
}

async function received(request: IncomingMessage): Promise<Incoming> {
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

/** A call as the log has it, with its input or the refusal that it met at the door. */
function opened(
  service: Service,
  operation: string,
  request: Incoming,
): { call: FakeCall; input: Input; refused?: Reply } {
  const { protocol, signature } = service;
  const signed = signature.exec(request.headers.authorization ?? '');
  let input: Input = {};
  let refused: Reply | undefined = signed ? undefined : troubled(service, 'unsigned');
  try {
    input = protocol.decode(operation, request);
  } catch (error) {
    refused ??= refusal(service, error);
  }
  const call: FakeCall = {
    service: service.name,
    operation,
    target: ['Name', 'Id', 'KvsARN', 'SecretId', 'Key']
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

async function answered(service: Service, call: FakeCall, input: Input): Promise<Reply> {
  const operate = service.operations[call.operation]!;
  try {
    return service.protocol.encode(call.operation, await operate(input as never, call));
  } catch (error) {
    return refusal(service, error);
  }
}

function troubled(service: Service, kind: 'unsigned' | 'throttle' | 'error500'): Reply {
  const { code, status } = service.trouble[kind];
  return service.protocol.refuse(code, `${code}, in the words of the service`, status);
}

function refusal(service: Service, error: unknown): Reply {
  if (!(error instanceof Refusal)) {
    throw error;
  }
  return service.protocol.refuse(error.code, error.message, error.status);
}
