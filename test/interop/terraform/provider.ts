import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Attributes, DOCUMENTED } from './documented.js';
import { UNKNOWN, type Values, type World } from './world.js';

/** A provider that Terraform asks over a socket. */
export interface Provider {
  /** What makes Terraform ask this process instead of looking for the provider's program. */
  readonly environment: { readonly TF_REATTACH_PROVIDERS: string };
  close(): void;
}

/** A value of Terraform's language; a state that was stored is in JSON. */
interface DynamicValue {
  readonly msgpack: Uint8Array;
  readonly json: Uint8Array;
}

type Request = Readonly<Record<string, DynamicValue>> & { readonly type_name: string };

type Method = (
  call: { request: Request },
  callback: (error: unknown, answer?: object) => void,
) => void;

/**
 * Serves `hashicorp/aws` with the documented attributes, for a world in memory. `libraries` is the
 * folder that has the libraries of gRPC and MessagePack. Terraform asks a provider that is being
 * debugged in this way, without a program and without encryption.
 */
export async function serveProvider(
  world: World,
  libraries: string,
  socket: string,
): Promise<Provider> {
  const load = createRequire(join(libraries, 'package.json'));
  const grpc = load('@grpc/grpc-js');
  const { decode, encode } = createCodec(load('@msgpack/msgpack'));
  const definition = load('@grpc/proto-loader').loadSync(
    join(import.meta.dirname, 'tfplugin6.proto'),
    { keepCase: true },
  );
  const empty = () => ({});
  const methods: Record<string, (request: Request) => object> = {
    GetProviderSchema: () => ({
      provider: { block: {} },
      resource_schemas: formatSchemas(DOCUMENTED.resource),
      data_source_schemas: formatSchemas(DOCUMENTED.data),
      ephemeral_resource_schemas: formatSchemas(DOCUMENTED.ephemeral),
    }),
    ValidateProviderConfig: empty,
    ValidateResourceConfig: empty,
    ValidateDataResourceConfig: empty,
    ValidateEphemeralResourceConfig: empty,
    ConfigureProvider: empty,
    CloseEphemeralResource: empty,
    StopProvider: empty,
    UpgradeResourceState: ({ raw_state }) => ({
      value: encode(JSON.parse(Buffer.from(raw_state!.json).toString())),
    }),
    ReadResource: ({ type_name, current_state }) => ({
      value: encode(world.refresh(type_name, decode(current_state)!)),
    }),
    PlanResourceChange: ({ type_name, prior_state, proposed_new_state }) => {
      const prior = decode(prior_state);
      const proposed = decode(proposed_new_state);
      if (proposed === null) {
        return { planned_state: encode(null) };
      }
      const isRenamed = prior !== null && prior.name !== proposed.name;
      return {
        planned_state: encode(world.plan(type_name, prior, proposed)),
        requires_replace: isRenamed ? [{ steps: [{ attribute_name: 'name' }] }] : [],
      };
    },
    ApplyResourceChange: ({ type_name, prior_state, planned_state, config }) => {
      const [prior, planned, given] = [prior_state, planned_state, config].map(decode);
      return { value: encode(world.apply(type_name, prior!, planned!, given ?? {})) };
    },
    ReadDataSource: ({ type_name, config }) => ({
      value: encode(world.read(type_name, decode(config)!)),
    }),
    OpenEphemeralResource: ({ type_name, config }) => ({
      result: encode(world.open(type_name, decode(config)!)),
    }),
  };
  const server = new grpc.Server();
  server.addService(
    grpc.loadPackageDefinition(definition).tfplugin6.Provider.service,
    Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, wrap(method)])),
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error: unknown) =>
      error ? reject(error) : resolve(),
    );
  });
  const address = {
    Protocol: 'grpc',
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true,
    Addr: { Network: 'unix', String: socket },
  };
  return {
    environment: {
      TF_REATTACH_PROVIDERS: JSON.stringify({ 'registry.terraform.io/hashicorp/aws': address }),
    },
    close: () => server.forceShutdown(),
  };
}

function wrap(method: (request: Request) => object): Method {
  return ({ request }, callback) => {
    try {
      callback(null, method(request));
    } catch (error) {
      callback(error);
    }
  };
}

interface MessagePack {
  readonly ExtensionCodec: new () => { register(extension: object): void };
  encode(value: unknown, options: object): Uint8Array;
  decode(bytes: Uint8Array, options: object): unknown;
}

/** Terraform writes an unknown value as extension 0, or 12 if something of it is known. */
function createCodec({ ExtensionCodec, encode, decode }: MessagePack) {
  const extensionCodec = new ExtensionCodec();
  const decodeUnknown = () => UNKNOWN;
  extensionCodec.register({
    type: 0,
    encode: (value: unknown) => (value === UNKNOWN ? new Uint8Array([0]) : null),
    decode: decodeUnknown,
  });
  extensionCodec.register({ type: 12, encode: () => null, decode: decodeUnknown });
  return {
    encode: (values: Values | null) => ({ msgpack: encode(values, { extensionCodec }) }),
    decode: (value: DynamicValue | undefined): Values | null =>
      value ? (decode(value.msgpack, { extensionCodec }) as Values | null) : null,
  };
}

function formatSchemas(types: ReadonlyMap<string, Attributes>): object {
  return Object.fromEntries(
    [...types].map(([type, attributes]) => [
      type,
      {
        block: {
          attributes: [...attributes].map(([name, { type: shape, writeOnly, ...flags }]) => ({
            name,
            type: Buffer.from(JSON.stringify(formatType(shape))),
            write_only: writeOnly,
            ...flags,
          })),
        },
      },
    ]),
  );
}

/** `set(string)` as Terraform writes it in JSON: `["set", "string"]`. */
function formatType(shape: string): unknown {
  const [, collection, element] = /^(\w+)\((\w+)\)$/.exec(shape) ?? [];
  return collection ? [collection, element] : shape;
}
