import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../../../build/host/packages.js';
import { A, B, type FakeStack, startStack } from './stack.js';

// The CDK's provider framework, as it runs in Lambda, calls the handler and answers CloudFormation.
// Its calls to the outside are replaced, because they need clients that only Lambda has.

interface Outbound {
  invokeFunction(call: { Payload: string }): Promise<{ Payload: string; FunctionError?: string }>;
  httpRequest(options: object, body: string): Promise<void>;
}

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
}

const RUNTIME = join(
  packageRoot,
  'node_modules/aws-cdk-lib/custom-resources/lib/provider-framework/runtime',
);
const require = createRequire(import.meta.url);
const outbound = new Module(join(RUNTIME, 'outbound.js'));
require.cache[outbound.id] = outbound;
const { onEvent } = require(join(RUNTIME, 'framework.js'));

let stack: FakeStack;
let answers: Answer[];
let invocations: number;

beforeEach(async () => {
  stack = await startStack();
  answers = [];
  invocations = 0;
  vi.stubEnv('USER_ON_EVENT_FUNCTION_ARN', 'arn:aws:lambda:eu-west-1:111122223333:function:fill');
  // The framework's log is searched for secrets, like the answers.
  vi.spyOn(console, 'log').mockImplementation((...words) => {
    stack.world.output.push(words.join(' '));
  });
  Object.assign(outbound.exports, {
    async invokeFunction({ Payload }) {
      invocations++;
      try {
        return { Payload: JSON.stringify(await stack.send(JSON.parse(Payload))) };
      } catch (error) {
        const { message, stack: trace = '' } = error as Error;
        const thrown = { errorMessage: message, trace: trace.split('\n') };
        return { FunctionError: 'Unhandled', Payload: JSON.stringify(thrown) };
      }
    },
    async httpRequest(_, body) {
      stack.world.output.push(body);
      answers.push(JSON.parse(body));
    },
  } satisfies Outbound);
});

afterEach(() => vi.restoreAllMocks());

/** Sends an event as CloudFormation does, and gives the answer that it gets. */
async function sendEvent(event: object): Promise<Answer> {
  await onEvent({
    ResponseURL: 'https://cloudformation.example/answer',
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Site/0a1b',
    RequestId: '0a1b-2c3d',
    LogicalResourceId: 'AuthFill',
    ResourceProperties: stack.properties,
    ...event,
  });
  expect(answers).toHaveLength(1);
  return answers.pop()!;
}

it('keeps the id through creation, update and deletion', async () => {
  const id = stack.properties.StoreArn;
  const answer = { Status: 'SUCCESS', PhysicalResourceId: id };
  expect(await sendEvent({ RequestType: 'Create' })).toMatchObject(answer);
  const update = {
    RequestType: 'Update',
    PhysicalResourceId: id,
    OldResourceProperties: stack.properties,
  };
  expect(await sendEvent(update)).toMatchObject(answer);
  expect(await sendEvent({ RequestType: 'Delete', PhysicalResourceId: id })).toMatchObject(answer);
  expect(stack.entries()).toEqual({ token_secret: A });
});

it('fails a creation in one line, and lets CloudFormation delete what was not made', async () => {
  stack.world.fake.faults.inject(({ operation }) => operation === 'PutKey', 'denied', 99);
  const failed = await sendEvent({ RequestType: 'Create' });
  expect(failed).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^CloudFrontKeyValueStore PutKey: AccessDenied\w*: /),
  });
  const before = invocations;
  const deleted = await sendEvent({
    RequestType: 'Delete',
    PhysicalResourceId: failed.PhysicalResourceId,
  });
  expect(deleted.Status).toBe('SUCCESS');
  expect(invocations).toBe(before);
});

it('fails an update to a secret that the edge would refuse, and undoes it', async () => {
  await sendEvent({ RequestType: 'Create' });
  stack.world.fake.secrets.put('other', B);
  const SecretArn = stack.world.fake.secrets.all.get('other')!.arn;
  const other = { ...stack.properties, SecretArn };
  const update = { RequestType: 'Update', PhysicalResourceId: stack.properties.StoreArn };
  expect(
    await sendEvent({
      ...update,
      ResourceProperties: other,
      OldResourceProperties: stack.properties,
    }),
  ).toMatchObject({ Status: 'FAILED', PhysicalResourceId: stack.properties.StoreArn });
  expect(await sendEvent({ ...update, OldResourceProperties: other })).toMatchObject({
    Status: 'SUCCESS',
  });
  expect(stack.entries()).toEqual({ token_secret: A });
});
