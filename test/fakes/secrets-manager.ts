import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Label = 'AWSPENDING' | 'AWSCURRENT' | 'AWSPREVIOUS';
/** The content of a version: text or bytes. */
type Content = string | Uint8Array;
type Answer = (response: ServerResponse) => void;

// The protocol, written independently of the SDK: JSON 1.1 over POST, the operation in a header,
// errors with `__type`.
const TARGET = 'secretsmanager.GetSecretValue';
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/secretsmanager\/aws4_request, /;

/**
 * Starts a Secrets Manager on the loopback interface. It has one secret and records the labels that
 * are requested.
 */
export async function startFakeSecretsManager(name: string) {
  const versions = new Map<Label, Content>();
  const asked: string[] = [];
  let answer: Answer | undefined;

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const input = JSON.parse(Buffer.concat(chunks).toString());
    asked.push(input.VersionStage);
    if (answer) {
      return answer(response);
    }
    if (!isWellFormed(request)) {
      return fault(400, 'UnknownOperationException')(response);
    }
    const held = input.SecretId === name ? versions.get(input.VersionStage) : undefined;
    if (held === undefined) {
      return fault(400, 'ResourceNotFoundException')(response);
    }
    send(response, 200, {
      ARN: `arn:aws:secretsmanager:eu-west-1:000000000000:secret:${name}-AbCdEf`,
      Name: name,
      VersionStages: [input.VersionStage],
      ...(typeof held === 'string'
        ? { SecretString: held }
        : { SecretBinary: Buffer.from(held).toString('base64') }),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** Replaces all versions by these. */
    hold(held: Partial<Record<Label, Content>>) {
      versions.clear();
      for (const [label, value] of Object.entries(held)) {
        versions.set(label as Label, value);
      }
    },
    /** From now on `next` answers every request. Without `next` the service answers normally. */
    answerWith(next?: Answer) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with an error of the service. */
export function fault(status: number, type: string): Answer {
  return (response) =>
    send(response, status, { __type: type, message: `${type}, as the service words it` });
}

/** Answers with any text instead of JSON. */
export function raw(status: number, text: string): Answer {
  return (response) => response.writeHead(status, { 'content-type': CONTENT_TYPE }).end(text);
}

function send(response: ServerResponse, status: number, body: object): void {
  raw(status, JSON.stringify(body))(response);
}

function isWellFormed({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    headers['x-amz-target'] === TARGET &&
    headers['content-type'] === CONTENT_TYPE &&
    SIGNATURE.test(headers.authorization ?? '')
  );
}
