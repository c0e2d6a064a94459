import * as cloudfrontSdk from '@aws-sdk/client-cloudfront';
import * as kvsSdk from '@aws-sdk/client-cloudfront-keyvaluestore';
import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import { viewerRequest } from '../../../fakes/event.js';
import type { Clients } from '../../../unit/fakes/aws/clients.js';

/** The SDK packages by the names that boto3 uses for the services. */
export const SDKS = {
  cloudfront: cloudfrontSdk,
  'cloudfront-keyvaluestore': kvsSdk,
  secretsmanager: secretsSdk,
};

export type Service = keyof typeof SDKS;

/**
 * Makes a call and returns the parts of the answer that later calls need; an empty answer if the
 * call was refused.
 */
export type Ask = (service: Service, operation: string, input: object) => Promise<Answer>;

export interface Answer {
  readonly ETag?: string;
  readonly KeyValueStore?: { readonly ARN: string };
  readonly DistributionConfig?: cloudfrontSdk.DistributionConfig;
}

/** A sequence of calls. */
export interface Scene {
  readonly title: string;
  /** Creates resources in the account before the calls. */
  plant?(account: Clients['aws']): void;
  play(ask: Ask): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);

const token = (sign: string) => sign.repeat(32);

// Characters that XML escapes, joins or trims.
const TEXT = ' <a> & "b"\n\té ';

const FUNCTION = {
  FunctionConfig: { Comment: TEXT, Runtime: 'cloudfront-js-2.0' },
  FunctionCode: bytes(`function handler(event) { return event.request; } // ${TEXT.trim()}`),
};

const functions: Scene = {
  title: 'a function from its creation to its end',
  plant: ({ cloudfront }) => void cloudfront.addStore('planted'),
  async play(ask) {
    const Name = 'gate';
    const call = (operation: string, input: object = {}) =>
      ask('cloudfront', operation, { Name, ...input });
    const { KeyValueStore } = await ask('cloudfront', 'DescribeKeyValueStore', { Name: 'planted' });
    const Items = [{ KeyValueStoreARN: KeyValueStore!.ARN }];
    const KeyValueStoreAssociations = { Quantity: 1, Items };
    const { ETag: first } = await call('CreateFunction', FUNCTION);
    await call('CreateFunction', FUNCTION);
    const FunctionConfig = { ...FUNCTION.FunctionConfig, KeyValueStoreAssociations };
    const content = { ...FUNCTION, FunctionConfig };
    const { ETag: IfMatch } = await call('UpdateFunction', { ...content, IfMatch: first });
    await call('UpdateFunction', { ...content, IfMatch: first });
    await call('DescribeFunction', { Stage: 'LIVE' });
    await call('DescribeFunction', { Stage: 'DEVELOPMENT' });
    const EventObject = bytes(JSON.stringify(viewerRequest({ uri: '/é' })));
    await call('TestFunction', { IfMatch, EventObject, Stage: 'DEVELOPMENT' });
    await call('TestFunction', { IfMatch, EventObject: bytes('{}'), Stage: 'DEVELOPMENT' });
    await call('PublishFunction', { IfMatch: first });
    await call('PublishFunction', { IfMatch });
    await call('GetFunction', { Stage: 'LIVE' });
    await ask('cloudfront', 'ListFunctions', {});
    await call('DeleteFunction', { IfMatch: first });
    await call('DeleteFunction', { IfMatch });
    await call('GetFunction');
  },
};

const stores: Scene = {
  title: 'key value stores by the control plane',
  plant: ({ cloudfront }) => void cloudfront.addStore('planted'),
  async play(ask) {
    const call = (operation: string, input: object) => ask('cloudfront', operation, input);
    const Name = 'keys';
    const { ETag: first } = await call('CreateKeyValueStore', { Name, Comment: TEXT });
    await call('CreateKeyValueStore', { Name, Comment: TEXT });
    await call('DescribeKeyValueStore', { Name });
    const update = { Name, Comment: '', IfMatch: first };
    const { ETag: IfMatch } = await call('UpdateKeyValueStore', update);
    await call('ListKeyValueStores', { MaxItems: 1 });
    await call('ListKeyValueStores', { Status: 'PROVISIONING' });
    await call('DeleteKeyValueStore', { Name, IfMatch: first });
    await call('DeleteKeyValueStore', { Name, IfMatch });
    await call('DescribeKeyValueStore', { Name });
  },
};

const entries: Scene = {
  title: 'the entries of a store by the data plane',
  plant: ({ cloudfront }) => void cloudfront.addStore('planted', { one: '1', two: TEXT }),
  async play(ask) {
    const described = await ask('cloudfront', 'DescribeKeyValueStore', { Name: 'planted' });
    const KvsARN = described.KeyValueStore!.ARN;
    const call = (operation: string, input: object = {}) =>
      ask('cloudfront-keyvaluestore', operation, { KvsARN, ...input });
    const { ETag: stale } = await call('DescribeKeyValueStore');
    await call('GetKey', { Key: 'two' });
    await call('GetKey', { Key: 'a/b c?é' });
    const { ETag: second } = await call('PutKey', { Key: 'a/b c?é', Value: '', IfMatch: stale });
    await call('GetKey', { Key: 'a/b c?é' });
    await call('PutKey', { Key: 'k', Value: 'v', IfMatch: stale });
    const Puts = [{ Key: 'three', Value: '3' }];
    const Deletes = [{ Key: 'one' }];
    const { ETag: third } = await call('UpdateKeys', { IfMatch: second, Puts, Deletes });
    await call('ListKeys', { MaxResults: 2 });
    await call('ListKeys', { MaxResults: 2, NextToken: 'three' });
    await call('DeleteKey', { Key: 'two', IfMatch: third });
    await call('DescribeKeyValueStore', { KvsARN: `${KvsARN.slice(0, -1)}f` });
  },
};

const distributions: Scene = {
  title: 'distributions, read and changed as a whole',
  plant({ cloudfront }) {
    cloudfront.addFunction('gate', { code: 'function handler(event) { return event.request; }' });
    cloudfront.addDistribution({ CallerReference: 'one', Comment: TEXT });
    cloudfront.addDistribution({ CallerReference: 'two' });
  },
  async play(ask) {
    const call = (operation: string, input: object) => ask('cloudfront', operation, input);
    const Id = 'EDIST00000004';
    await call('GetDistribution', { Id });
    const { DistributionConfig, ETag } = await call('GetDistributionConfig', { Id });
    const FunctionARN = 'arn:aws:cloudfront::000000000000:function/gate';
    const Items = [{ FunctionARN, EventType: 'viewer-request' }];
    const DefaultCacheBehavior = {
      ...DistributionConfig?.DefaultCacheBehavior,
      FunctionAssociations: { Quantity: 1, Items },
    };
    const wanted = { Id, DistributionConfig: { ...DistributionConfig, DefaultCacheBehavior } };
    await call('UpdateDistribution', { ...wanted, IfMatch: ETag });
    await call('UpdateDistribution', { ...wanted, IfMatch: ETag });
    await call('UpdateDistribution', wanted);
    await call('GetDistributionConfig', { Id });
    await call('ListDistributions', { MaxItems: 1 });
    await call('ListDistributions', { Marker: Id });
    await call('GetDistribution', { Id: 'EOTHER' });
  },
};

const secrets: Scene = {
  title: 'a secret and its versions',
  async play(ask) {
    const call = (operation: string, input: object) => ask('secretsmanager', operation, input);
    const SecretId = 'shop/dev';
    const first = { SecretString: TEXT, ClientRequestToken: token('a') };
    const second = { SecretBinary: bytes('\0ÿ'), ClientRequestToken: token('b') };
    await call('CreateSecret', { Name: SecretId, Description: TEXT, ...first });
    await call('CreateSecret', { Name: SecretId, ...second });
    await call('GetSecretValue', { SecretId });
    await call('PutSecretValue', { SecretId, ...second, VersionStages: ['AWSPENDING'] });
    await call('PutSecretValue', { SecretId, ...second, SecretBinary: bytes('other') });
    await call('GetSecretValue', { SecretId, VersionStage: 'AWSPENDING' });
    await call('GetSecretValue', { SecretId, VersionId: token('a'), VersionStage: 'AWSPENDING' });
    const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: token('b') };
    await call('UpdateSecretVersionStage', move);
    await call('UpdateSecretVersionStage', { ...move, RemoveFromVersionId: token('a') });
    await call('DescribeSecret', { SecretId });
    await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
    await call('GetSecretValue', { SecretId });
    await call('RestoreSecret', { SecretId });
    await call('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
    await call('DescribeSecret', { SecretId });
  },
};

export const SCENES: readonly Scene[] = [functions, stores, entries, distributions, secrets];
