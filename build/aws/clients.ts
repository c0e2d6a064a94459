import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { CloudFront } from '@aws-sdk/client-cloudfront';
import type { CloudFrontKeyValueStore } from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { MissingPeerError } from '../host/errors.js';
import { withPeer, withPeers } from '../host/packages.js';
import { isAwsFault, toAwsError } from './errors.js';

/** The SDK's clients of the three services. They reject with the errors of `errors.ts` only. */
export interface AwsClients {
  readonly cloudfront: CloudFront;
  /** The data plane of the KeyValueStore. */
  readonly keyValueStore: CloudFrontKeyValueStore;
  readonly secretsManager: SecretsManager;
  /** Loads the client of CloudWatch; undefined if its package, which nothing needs, is missing. */
  readonly loadCloudWatch: () => Promise<CloudWatch | undefined>;
}

/**
 * The account and the region. The SDK finds what is left out in the environment and in its
 * configuration files.
 */
export interface AwsClientOptions {
  /** The region of Secrets Manager; CloudFront's is always us-east-1. */
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

// Milliseconds. Without them the SDK waits for an answer without end. The SDK retries a call that
// times out.
const TIMEOUTS = {
  connectionTimeout: 10_000,
  requestTimeout: 60_000,
  throwOnRequestTimeout: true,
};

// CloudFront's control plane has only this region, and so have its metrics.
const CLOUDFRONT_REGION = 'us-east-1';

/**
 * Creates the clients, without a call to AWS. Needs the optional peer dependencies.
 *
 * @throws CliError with the command that installs the missing packages.
 */
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
  const options = { requestHandler: TIMEOUTS, ...(profile === undefined ? {} : { profile }) };
  const global = { ...options, region: CLOUDFRONT_REGION };
  const regional = { ...options, ...(region === undefined ? {} : { region }) };
  return {
    cloudfront: recordResponseText(retryNoFailedFunction(convertErrors(new CloudFront(global)))),
    keyValueStore: convertErrors(new CloudFrontKeyValueStore(global)),
    secretsManager: convertErrors(new SecretsManager(regional)),
    loadCloudWatch: async () => {
      try {
        const name = '@aws-sdk/client-cloudwatch';
        const { CloudWatch } = await withPeer(name, () => import('@aws-sdk/client-cloudwatch'));
        return convertErrors(new CloudWatch(global));
      } catch (error) {
        if (error instanceof MissingPeerError) {
          return undefined;
        }
        throw error;
      }
    },
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
      options: {
        step: 'initialize' | 'finalizeRequest' | 'deserialize';
        priority: 'high' | 'low';
        name: string;
      },
    ): void;
  };
}

/**
 * Adds the outermost layer of every call, so that it also converts the errors of credentials,
 * retries and the connection.
 */
function convertErrors<T>(client: T): T {
  (client as Client).middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw toAwsError(nameOperation(context), error);
      }
    },
    { step: 'initialize', priority: 'high', name: 'spaAuthErrors' },
  );
  return client;
}

/**
 * Adds a layer inside the retries. The SDK retries whatever has the HTTP status 500, and a function
 * that fails in TestFunction fails again. An error of this package is not retried.
 */
function retryNoFailedFunction<T>(client: T): T {
  (client as Client).middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const converted = toAwsError(nameOperation(context), error);
        throw isAwsFault(converted, 'function-failed') ? converted : error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'spaAuthFailedFunction' },
  );
  return client;
}

function nameOperation({ clientName = '', commandName = '' }: Context): string {
  return `${clientName.replace(/Client$/, '')} ${commandName.replace(/Command$/, '')}`;
}

// UpdateDistribution takes the whole configuration, and the SDK drops the settings that it does not
// know. The text shows them.
const RECORDED_COMMAND = 'GetDistributionConfigCommand';

const texts = new WeakMap<object, string>();

/** The XML of an answer of GetDistributionConfig, as CloudFront sent it. */
export function responseText(answer: object): string {
  return texts.get(answer) ?? '';
}

/**
 * The innermost layer reads the text of the response; the outermost layer has the answer that the
 * SDK parsed from it.
 */
function recordResponseText<T>(client: T): T {
  const { middlewareStack } = client as Client;
  const read = new WeakMap<Context, string>();
  middlewareStack.add(
    (next, context) => async (args) => {
      const result = (await next(args)) as { response: { body: unknown } };
      if (context.commandName === RECORDED_COMMAND) {
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
