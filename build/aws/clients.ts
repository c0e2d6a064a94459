import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { CloudFront } from '@aws-sdk/client-cloudfront';
import type { CloudFrontKeyValueStore } from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { withPeers } from '../host/packages.js';
import { toAwsError } from './errors.js';

/** The three services, by the SDK's own clients; whatever they reject with is an error of `errors.ts`. */
export interface AwsClients {
  readonly cloudfront: CloudFront;
  /** The data plane of the KeyValueStore. */
  readonly keyValueStore: CloudFrontKeyValueStore;
  readonly secretsManager: SecretsManager;
}

/** Which account and region; what is left out, the SDK finds as it always does. */
export interface AwsClientOptions {
  /** The region of Secrets Manager; CloudFront's is always us-east-1. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

// The SDK's own client waits for ever. Milliseconds; a call that takes longer is tried again, or fails and can be.
const PATIENCE = {
  connectionTimeout: 10_000,
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
};

// The control plane of CloudFront has this one region.
const GLOBAL = 'us-east-1';

/** Opens the clients; asks AWS for nothing yet. Needs the optional peer dependencies, and says how to install what is missing. */
export async function createAwsClients({
  region,
  profile,
}: AwsClientOptions = {}): Promise<AwsClients> {
  const sdk = await withPeers({
    '@aws-sdk/client-cloudfront': () => import('@aws-sdk/client-cloudfront'),
    '@aws-sdk/client-cloudfront-keyvaluestore': () =>
      import('@aws-sdk/client-cloudfront-keyvaluestore'),
    // The data plane takes SigV4A signatures only; loading this lets the SDK make them.
    '@aws-sdk/signature-v4a': () => import('@aws-sdk/signature-v4a'),
    '@aws-sdk/client-secrets-manager': () => import('@aws-sdk/client-secrets-manager'),
  });
  const { CloudFront } = sdk['@aws-sdk/client-cloudfront'];
  const { CloudFrontKeyValueStore } = sdk['@aws-sdk/client-cloudfront-keyvaluestore'];
  const { SecretsManager } = sdk['@aws-sdk/client-secrets-manager'];
  const who = { requestHandler: PATIENCE, ...(profile === undefined ? {} : { profile }) };
  const where = region === undefined ? {} : { region };
  return {
    cloudfront: keeping(speaking(new CloudFront({ ...who, region: GLOBAL }))),
    keyValueStore: speaking(new CloudFrontKeyValueStore({ ...who, region: GLOBAL })),
    secretsManager: speaking(new SecretsManager({ ...who, ...where })),
  };
}

type Handler = (args: unknown) => Promise<unknown>;

interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: Context) => Handler,
      options: { step: 'initialize' | 'deserialize'; priority: 'high' | 'low'; name: string },
    ): void;
  };
}

/** The outermost layer of every call: credentials, retries and the connection fail inside it. */
function speaking<T>(client: T): T {
  (client as Client).middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const service = clientName.replace(/Client$/, '');
          throw toAwsError(`${service} ${commandName.replace(/Command$/, '')}`, error);
        }
      },
    { step: 'initialize', priority: 'high', name: 'spaAuthErrors' },
  );
  return client;
}

// A distribution is changed by sending all of it back, so what the SDK did not understand of it has to be known.
const KEPT = 'GetDistributionConfigCommand';

const texts = new WeakMap<object, string>();

/** The text of an answer of GetDistributionConfig, as it came. */
export function responseText(answer: object): string {
  return texts.get(answer) ?? '';
}

/** Keeps it: the innermost layer reads the text, the outermost has the answer that was made of it. */
function keeping<T>(client: T): T {
  const { middlewareStack } = client as Client;
  const read = new WeakMap<Context, string>();
  middlewareStack.add(
    (next, context) => async (args) => {
      const result = (await next(args)) as { response: { body: unknown } };
      if (context.commandName === KEPT) {
        const bytes = await buffer(result.response.body as Readable);
        result.response.body = bytes;
        read.set(context, bytes.toString());
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'spaAuthText' },
  );
  middlewareStack.add(
    (next, context) => async (args) => {
      const result = (await next(args)) as { output: object };
      const text = read.get(context);
      if (text !== undefined) {
        texts.set(result.output, text);
      }
      return result;
    },
    { step: 'initialize', priority: 'high', name: 'spaAuthAnswer' },
  );
  return client;
}
