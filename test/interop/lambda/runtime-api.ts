import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a runtime has posted for an invocation. */
export interface Answer {
  /** `response`, or `error` if the invocation failed. */
  readonly kind: string;
  readonly type: string | undefined;
  readonly isStream: boolean;
  readonly body: string;
}

/** Lambda's Runtime API, which a runtime asks for invocations. */
export interface RuntimeApi {
  /** The value of `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Gives an event to the runtime that asks next, and waits for its answer. */
  invoke(event: object): Promise<Answer>;
  close(): void;
}

interface Invocation {
  readonly event: object;
  answer(answer: Answer): void;
}

/** Serves the Runtime API on loopback, with the paths and headers that AWS documents. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const invocations: Invocation[] = [];
  const asking: ServerResponse[] = [];
  let given = 0;

  function giveNext(): void {
    if (asking.length > 0 && given < invocations.length) {
      const id = given++;
      asking
        .shift()!
        .setHeader('Lambda-Runtime-Aws-Request-Id', String(id))
        .setHeader('Lambda-Runtime-Deadline-Ms', '4102444800000')
        .setHeader('Lambda-Runtime-Invoked-Function-Arn', 'arn:aws:lambda:::function:backend')
        .end(JSON.stringify(invocations[id]!.event));
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [id = '', kind = ''] = request.url!.split('/').slice(4);
    if (id === 'next') {
      asking.push(response);
      giveNext();
      return;
    }
    const { headers } = request;
    const body = await text(request);
    response.writeHead(202).end('{}');
    invocations[Number(id)]!.answer({
      kind,
      type: headers['content-type'],
      isStream: headers['lambda-runtime-function-response-mode'] === 'streaming',
      body,
    });
  }

  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event) =>
      new Promise((answer) => {
        invocations.push({ event, answer });
        giveNext();
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
