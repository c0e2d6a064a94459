import { createClients } from '../../../../../build/cdk/handler/clients.js';
import type {
  FillEvent,
  FillProperties,
  FillResult,
} from '../../../../../build/cdk/handler/event.js';
import { handleEvent } from '../../../../../build/cdk/handler/handler.js';
import { startWorld, type World } from '../../aws/world.js';

export const A = 'a'.repeat(64);
export const B = 'b'.repeat(64);
export const C = 'c'.repeat(64);

/** A stack with the custom resource, as CloudFormation drives it in a simulated account. */
export interface FakeStack {
  readonly world: World;
  /** The properties of the resource: the store "site", and the secret "site/dev". */
  readonly properties: FillProperties;
  /** The seconds that the handler has waited, one entry for each pause. */
  readonly pauses: number[];
  entries(): Record<string, string>;
  /** Sends an event as it is. */
  send(event: FillEvent): Promise<FillResult>;
  create(properties?: Partial<FillProperties>): Promise<unknown>;
  /** Updates from `old`, default the same properties, to `properties`. */
  update(properties?: Partial<FillProperties>, old?: Partial<FillProperties>): Promise<unknown>;
  delete(): Promise<unknown>;
}

/**
 * Makes the account with a store and a secret. Everything that the handler logs, answers or throws
 * is searched for secrets after the test.
 */
export async function startStack(
  entries: Readonly<Record<string, string>> = {},
  secret: string | undefined = A,
): Promise<FakeStack> {
  const world = await startWorld();
  const { fake, output } = world;
  const storeArn = fake.cloudfront.addStore('site', entries);
  if (secret !== '') {
    fake.secrets.put('site/dev', secret);
  }
  const pauses: number[] = [];
  const base = { StoreArn: storeArn, SecretArn: secretArn(world, 'site/dev') };
  const send = async (event: FillEvent) => {
    try {
      const result = await handleEvent(event, {
        aws: createClients(process.env),
        pause: async (seconds) => {
          pauses.push(seconds);
          await fake.clock.advance(seconds);
        },
        log: (line) => output.push(line),
      });
      output.push(JSON.stringify(result));
      return result;
    } catch (error) {
      output.push(String((error as Error).stack));
      throw error;
    }
  };
  return {
    world,
    properties: base,
    pauses,
    entries: () => fake.stores.entries('site'),
    send,
    create: (properties) =>
      send({ RequestType: 'Create', ResourceProperties: { ...base, ...properties } }),
    update: (properties, old) =>
      send({
        RequestType: 'Update',
        PhysicalResourceId: storeArn,
        ResourceProperties: { ...base, ...properties },
        OldResourceProperties: { ...base, ...old },
      }),
    delete: () => send({ RequestType: 'Delete', PhysicalResourceId: storeArn }),
  };
}

/** The ARN of a secret, also of one that is not there. */
export function secretArn({ fake }: World, name: string): string {
  return (
    fake.secrets.all.get(name)?.arn ??
    `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-AbCdEf`
  );
}
