import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startClients } from '../../../unit/fakes/aws/clients.js';
import { TOOLS } from '../../tools/tools.js';
import { type Answer, SCENES, type Scene, SDKS } from './scenes.js';

// botocore checks each input before it is sent, and the answer by its own model (probe.py).
describe.runIf(TOOLS.moto)('in what the fake answers botocore reads what the SDK reads', () => {
  it.each(SCENES)('$title', async (scene) => {
    const { calls, answers } = await played(scene);
    const { aws } = await startClients();
    scene.plant?.(aws);
    expect(await runProbe(aws.url, calls)).toEqual(answers);
  });
});

/** The calls of a scene as they were in the end, and what the SDK read in the answers. */
async function played(scene: Scene): Promise<{ calls: unknown[]; answers: unknown[] }> {
  const { aws, cloudfront, kvs, secrets } = await startClients();
  const clients = { cloudfront, 'cloudfront-keyvaluestore': kvs, secretsmanager: secrets };
  const calls: unknown[] = [];
  const answers: unknown[] = [];
  scene.plant?.(aws);
  await scene.play(async (service, operation, input) => {
    const commands = SDKS[service] as unknown as Readonly<Record<string, Command>>;
    const command = new commands[`${operation}Command`]!(input);
    calls.push([service, operation, plain(input)]);
    try {
      const { $metadata: _, ...output } = await (clients[service] as Sender).send(command);
      answers.push({ output: plain(output) });
      return output;
    } catch (error) {
      const { name, message, $metadata } = error as Error & Metadata;
      answers.push({ error: [name, message, $metadata?.httpStatusCode] });
      return {};
    }
  });
  return { calls, answers };
}

type Command = new (input: object) => object;

interface Metadata {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

interface Sender {
  send(command: object): Promise<Answer & Metadata>;
}

/** The answers to the same calls as botocore reads them. */
async function runProbe(url: string, calls: readonly unknown[]): Promise<unknown[]> {
  const probe = join(import.meta.dirname, 'probe.py');
  const running = promisify(execFile)(TOOLS.moto!, ['-B', probe, url], {
    env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret' },
  });
  running.child.stdin!.end(JSON.stringify(calls));
  const { stdout } = await running;
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** As JSON can hold it (probe.py). */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return { base64: Buffer.from(value).toString('base64') };
  }
  if (value instanceof Date) {
    return { date: value.toISOString() };
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const present = Object.entries(value).filter(([, content]) => content !== undefined);
  return Object.fromEntries(present.map(([name, content]) => [name, plain(content)]));
}
