import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TOOLS } from '../tools/tools.js';
import { type Answer, startRuntimeApi } from './runtime-api.js';

/** A runtime of Lambda: a Node.js, and the client that AWS has for it. */
export interface LambdaRuntime {
  readonly name: string;
  readonly program: string;
  readonly client: string;
}

export const LAMBDA_RUNTIMES: readonly LambdaRuntime[] = [
  { name: 'nodejs20.x', program: 'node-20.19', client: 'client-3/bin/index.mjs' },
  { name: 'nodejs22.x', program: 'node-22', client: 'client-4/index.mjs' },
  { name: 'nodejs24.x', program: 'node-24', client: 'client-4/index.mjs' },
];

export interface RunningHandler {
  invoke(event: object): Promise<Answer>;
  /** Ends it, and returns what it has logged. */
  stop(): Promise<string>;
}

/** Runs a handler, such as `index.handler`, of a folder. */
export async function startHandler(
  { name, program, client }: LambdaRuntime,
  folder: string,
  handler: string,
  variables: NodeJS.ProcessEnv,
): Promise<RunningHandler> {
  const api = await startRuntimeApi();
  const addon = join(import.meta.dirname, 'rapid-client.cjs');
  const path = join(TOOLS.lambda!, 'node_modules', client);
  const child = spawn(
    join(TOOLS.runtimes!, program, 'bin/node'),
    ['--require', addon, path, handler],
    {
      cwd: folder,
      env: {
        ...variables,
        AWS_EXECUTION_ENV: `AWS_Lambda_${name}`,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_FUNCTION_NAME: 'backend',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/backend',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        // It asks for invocations with Node.js too.
        AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
        AWS_LAMBDA_RUNTIME_API: api.address,
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: handler,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk) => {
      log += chunk;
    });
  }
  return {
    invoke: (event) =>
      Promise.race([
        api.invoke(event),
        ended.then(() => {
          throw new Error(`the runtime ended:\n${log}`);
        }),
      ]),
    async stop() {
      child.kill();
      await ended;
      api.close();
      return log;
    },
  };
}
