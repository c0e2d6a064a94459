import { isIP } from 'node:net';
import type { CloudFront } from '@aws-sdk/client-cloudfront';
import type { CloudFrontKeyValueStore } from '@aws-sdk/client-cloudfront-keyvaluestore';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { MissingPeerError } from '../host/errors.js';
import { withPeer, withPeers } from '../host/packages.js';
import { isAwsFault, toAwsError } from './errors.js';
import { type BodyFormat, readResponses, requestUrl } from './responses.js';
import { muteSdkNotice } from './sdk-notice.js';

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
  muteSdkNotice();
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
    cloudfront: retryNoFailedFunction(addLayers(new CloudFront(global), 'xml')),
    keyValueStore: refuseAddress(addLayers(new CloudFrontKeyValueStore(global), 'json')),
    secretsManager: addLayers(new SecretsManager(regional), 'json'),
    loadCloudWatch: async () => {
      try {
        const name = '@aws-sdk/client-cloudwatch';
        const { CloudWatch } = await withPeer(name, () => import('@aws-sdk/client-cloudwatch'));
        return addLayers(new CloudWatch(global), undefined);
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
        step: 'initialize' | 'finalizeRequest';
        priority: 'high' | 'low';
        name: string;
      },
    ): void;
  };
}

function addLayers<T>(client: T, format: BodyFormat): T {
  // The first layer is the outermost.
  return readResponses(convertErrors(client), format);
}

/**
 * The SDK puts the account id in front of the host of AWS_ENDPOINT_URL, and prints a stack trace if
 * that makes no URL, as of an IP address. This layer throws the same error before that.
 */
function refuseAddress<T>(client: T): T {
  (client as Client).middlewareStack.add(
    (next) => async (args) => {
      const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE } = process.env;
      const url = AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE || AWS_ENDPOINT_URL;
      if (url && isIP(new URL(url).hostname.replace(/[[\]]/g, '')) !== 0) {
        throw Object.assign(new TypeError(`Invalid URL with ${new URL(url).host}`), {
          code: 'ERR_INVALID_URL',
        });
      }
      return next(args);
    },
    { step: 'initialize', priority: 'high', name: 'spaAuthEndpoint' },
  );
  return client;
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
        throw toAwsError(nameOperation(context), error, requestUrl(context));
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
