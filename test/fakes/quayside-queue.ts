import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { PYTHON } from './quayside.js';

/** A queue with a dead-letter queue, in an account on the loopback interface. */
export interface Queue {
  /** The address of the account for boto3: a proxy in front of it. */
  readonly account: string;
  readonly url: string;
  /** Is called before a request of this operation goes on to the account, and may refuse it. */
  before(operation: string, hook: () => 'forward' | 'drop'): void;
  send(body: string): Promise<void>;
  /** The number of messages that wait or are being worked on. */
  count(): Promise<number>;
  /** The messages in the dead-letter queue. */
  readDead(): Promise<string[]>;
  close(): void;
}

/** A message goes to the dead-letter queue when it would be received once more. */
export const RECEIVES = 3;

/**
 * Creates the queue in the account at `origin`. A message can be received again at once: whatever
 * depends on its visibility timeout happens without waiting.
 */
export async function createQueue(origin: string): Promise<Queue> {
  let hooked = { operation: '', hook: (): 'forward' | 'drop' => 'forward' };
  const proxy = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    if (operation === hooked.operation && hooked.hook() === 'drop') {
      request.socket.destroy();
      return;
    }
    const {
      host: _,
      'content-length': _length,
      connection: _connection,
      ...rest
    } = request.headers;
    const answer = await fetch(origin + request.url, {
      method: 'POST',
      headers: rest as Record<string, string>,
      body: await buffer(request),
    });
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'content-type': type });
    response.end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const account = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  async function call<Answer>(operation: string, input: object): Promise<Answer> {
    const answer = await fetch(origin, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-central-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    if (!answer.ok) {
      throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()) as Answer;
  }
  const create = async (QueueName: string, Attributes: object) => {
    const made = await call<{ QueueUrl: string }>('CreateQueue', { QueueName, Attributes });
    return account + new URL(made.QueueUrl).pathname;
  };
  const dead = await create('quayside-dead', {});
  const { Attributes } = await call<{ Attributes: { QueueArn: string } }>('GetQueueAttributes', {
    QueueUrl: dead,
    AttributeNames: ['QueueArn'],
  });
  const redrive = { deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: RECEIVES };
  const url = await create('quayside', {
    VisibilityTimeout: '0',
    RedrivePolicy: JSON.stringify(redrive),
  });
  return {
    account,
    url,
    before(operation, hook) {
      hooked = { operation, hook };
    },
    send: (MessageBody) => call('SendMessage', { QueueUrl: url, MessageBody }),
    async count() {
      const AttributeNames = [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
      ];
      const answer = await call<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
        QueueUrl: url,
        AttributeNames,
      });
      return Object.values(answer.Attributes).reduce((sum, each) => sum + Number(each), 0);
    },
    async readDead() {
      const input = { QueueUrl: dead, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      const { Messages = [] } = await call<{ Messages?: { Body: string }[] }>(
        'ReceiveMessage',
        input,
      );
      return Messages.map(({ Body }) => Body);
    },
    close: () => proxy.close(),
  };
}

/** A running worker of the Django example. */
export interface Worker {
  /** What it has printed so far. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit status; null if a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts the worker with the command of its unit, and waits until it takes messages. */
export async function startWorker(variables: Readonly<Record<string, string>>): Promise<Worker> {
  const unit = await readFile('examples/django/server/systemd/quayside-worker.service', 'utf8');
  const [, ...args] = /^ExecStart=(.+)$/m.exec(unit)![1]!.split(' ');
  const [, name, value] = /^Environment=(\w+)=(.*)$/m.exec(unit)!;
  const child = spawn(PYTHON, [...args, '--wait', '1'], {
    cwd: resolve('examples/django/backend'),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', [name!]: value, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // If the tests are aborted, the child must not keep running.
  const kill = () => void child.kill();
  process.once('exit', kill);
  const ended = once(child, 'close').then(([status]) => {
    process.off('exit', kill);
    return status as number | null;
  });
  let output = '';
  await new Promise<void>((ready) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Waiting for messages.')) {
        ready();
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(() => ready());
  });
  return { output: () => output, kill: (signal) => void child.kill(signal), ended };
}
