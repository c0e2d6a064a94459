import '@aws-sdk/signature-v4a';
import { CloudFront } from '@aws-sdk/client-cloudfront';
import { CloudFrontKeyValueStore } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach } from 'vitest';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../../fakes/aws/index.js';

/** A simulated account and the SDK's clients for it. */
export interface Clients {
  readonly aws: FakeAws;
  readonly cloudfront: CloudFront;
  readonly kvs: CloudFrontKeyValueStore;
  readonly secrets: SecretsManager;
}

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0)) {
    await stop();
  }
});

/**
 * Starts an account, which is closed after the test. The clients try a call once unless
 * `maxAttempts` is given.
 */
export async function startClients(options: FakeAwsOptions & { maxAttempts?: number } = {}) {
  const { maxAttempts = 1, ...rest } = options;
  const aws = await startFakeAws(rest);
  const config = {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'an example, not a secret' },
    maxAttempts,
  };
  const clients: Clients = {
    aws,
    cloudfront: new CloudFront(config),
    kvs: new CloudFrontKeyValueStore(config),
    secrets: new SecretsManager(config),
  };
  running.push(async () => {
    for (const client of [clients.cloudfront, clients.kvs, clients.secrets]) {
      client.destroy();
    }
    await aws.close();
  });
  return clients;
}

/** The error code and the HTTP status of a call; 'not refused' if it succeeds. */
export async function describeOutcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${name} ${$metadata?.httpStatusCode}`;
  }
}
