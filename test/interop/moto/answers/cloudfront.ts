import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { differentAnswers, type Question, sameAnswer } from './questions.js';
import type { Side } from './sides.js';

/**
 * Writes the configuration of a distribution back with some changes. Returns whether the ETag has
 * changed.
 */
async function change(side: Side, changes: Partial<DistributionConfig>, etag?: string | null) {
  const Id = await side.addDistribution();
  const { DistributionConfig, ETag } = await side.cloudfront.getDistributionConfig({ Id });
  const updated = await side.cloudfront.updateDistribution({
    Id,
    DistributionConfig: { ...DistributionConfig!, ...changes },
    ...(etag !== null && { IfMatch: etag ?? ETag }),
  });
  return updated.ETag === ETag ? 'the same ETag' : 'another ETag';
}

const behaviors = (changes: Parameters<typeof cacheBehavior>[1]) => ({
  CacheBehaviors: { Quantity: 1, Items: [cacheBehavior('/a', changes)] },
});

const CHECKS_NOTHING = 'the service checks it, and moto takes whatever comes';
const ANY_ETAG = 'moto says of itself that any ETag will do';

const DISTRIBUTIONS: readonly Question[] = [
  sameAnswer(
    'reads a distribution that is not there',
    ({ cloudfront }) => cloudfront.getDistribution({ Id: 'EOTHER' }),
    'NoSuchDistribution 404',
  ),
  sameAnswer(
    'reads the configuration of a distribution that is not there',
    ({ cloudfront }) => cloudfront.getDistributionConfig({ Id: 'EOTHER' }),
    'NoSuchDistribution 404',
  ),
  sameAnswer(
    'lists no distributions',
    async ({ cloudfront }) => (await cloudfront.listDistributions({})).DistributionList,
    { IsTruncated: false, Marker: '', MaxItems: 100, Quantity: 0 },
  ),
  sameAnswer(
    'lists distributions by the page',
    async ({ cloudfront, addDistribution }) => {
      const ids = [await addDistribution(), await addDistribution({ CallerReference: 'second' })];
      const page = async (Marker?: string) => {
        const found = await cloudfront.listDistributions({ MaxItems: 1, Marker });
        const { Items, NextMarker, ...rest } = found.DistributionList!;
        return { ids: Items!.map(({ Id }) => ids.indexOf(Id!)), NextMarker, ...rest };
      };
      const { NextMarker, Marker: none, ...first } = await page();
      const { NextMarker: end, Marker: _, ...second } = await page(NextMarker);
      return { none, first, second, end };
    },
    {
      none: '',
      first: { ids: [0], IsTruncated: true, MaxItems: 1, Quantity: 1 },
      second: { ids: [1], IsTruncated: false, MaxItems: 1, Quantity: 1 },
      end: undefined,
    },
  ),
  sameAnswer(
    'changes without an ETag',
    (side) => change(side, {}, null),
    'InvalidIfMatchVersion 400',
  ),
  differentAnswers('changes by a stale ETag', (side) => change(side, {}, 'E0STALE'), {
    fake: 'PreconditionFailed 412',
    moto: 'the same ETag',
    reason: ANY_ETAG,
  }),
  differentAnswers('changes by the ETag of now', (side) => change(side, { Comment: 'other' }), {
    fake: 'another ETag',
    moto: 'the same ETag',
    reason: ANY_ETAG,
  }),
  differentAnswers(
    'changes the caller reference',
    (side) => change(side, { CallerReference: 'other' }),
    {
      fake: 'IllegalUpdate 400',
      moto: 'the same ETag',
      reason: CHECKS_NOTHING,
    },
  ),
  differentAnswers(
    'changes to a quantity that is not that of the items',
    (side) => change(side, { Aliases: { Quantity: 2, Items: ['app.example'] } }),
    { fake: 'InconsistentQuantities 400', moto: 'the same ETag', reason: CHECKS_NOTHING },
  ),
  sameAnswer(
    'changes the default behavior to an origin that is not there',
    (side) => {
      const { PathPattern: _, ...behavior } = cacheBehavior('*', { TargetOriginId: 'other' });
      return change(side, { DefaultCacheBehavior: behavior });
    },
    'NoSuchOrigin 404',
  ),
  differentAnswers(
    'changes another behavior to an origin that is not there',
    (side) => change(side, behaviors({ TargetOriginId: 'other' })),
    { fake: 'NoSuchOrigin 404', moto: 'the same ETag', reason: CHECKS_NOTHING },
  ),
  differentAnswers(
    'attaches a function that is not there',
    (side) => {
      const FunctionARN = 'arn:aws:cloudfront::000000000000:function/other';
      const Items = [{ FunctionARN, EventType: 'viewer-request' as const }];
      return change(side, behaviors({ FunctionAssociations: { Quantity: 1, Items } }));
    },
    { fake: 'InvalidFunctionAssociation 400', moto: 'the same ETag', reason: CHECKS_NOTHING },
  ),
];

const Name = 'gate';
const CODE = 'function handler(event) { return event.request; } // <é> & "b"';
const createFunction = ({ cloudfront }: Side) =>
  cloudfront.createFunction({
    Name,
    FunctionConfig: { Comment: '<a> & "b"', Runtime: 'cloudfront-js-2.0' },
    FunctionCode: new TextEncoder().encode(CODE),
  });

const FUNCTIONS: readonly Question[] = [
  sameAnswer(
    'describes a function as it was made',
    async (side) => {
      const { ETag } = await createFunction(side);
      const found = await side.cloudfront.describeFunction({ Name });
      const { FunctionMetadata, ...summary } = found.FunctionSummary!;
      const { FunctionARN, Stage } = FunctionMetadata!;
      const arn = FunctionARN?.replace(/\d{12}/, '…');
      return { ...summary, arn, Stage, isOfTheETag: found.ETag === ETag };
    },
    {
      Name,
      Status: 'UNPUBLISHED',
      FunctionConfig: { Comment: '<a> & "b"', Runtime: 'cloudfront-js-2.0' },
      arn: 'arn:aws:cloudfront::…:function/gate',
      Stage: 'DEVELOPMENT',
      isOfTheETag: true,
    },
  ),
  sameAnswer(
    'reads the code of a function',
    async (side) => {
      await createFunction(side);
      return new TextDecoder().decode((await side.cloudfront.getFunction({ Name })).FunctionCode);
    },
    CODE,
  ),
  differentAnswers(
    'describes LIVE of a function that was never published',
    async (side) => {
      await createFunction(side);
      return (await side.cloudfront.describeFunction({ Name, Stage: 'LIVE' })).FunctionSummary!
        .FunctionMetadata!.Stage;
    },
    { fake: 'NoSuchFunctionExists 404', moto: 'DEVELOPMENT', reason: 'moto has one stage' },
  ),
  sameAnswer(
    'makes a function of a name that is taken',
    async (side) => {
      await createFunction(side);
      return createFunction(side);
    },
    'FunctionAlreadyExists 409',
  ),
  sameAnswer(
    'describes a function that is not there',
    ({ cloudfront }) => cloudfront.describeFunction({ Name }),
    'NoSuchFunctionExists 404',
  ),
  sameAnswer(
    'deletes a function that is not there',
    ({ cloudfront }) => cloudfront.deleteFunction({ Name, IfMatch: 'E0' }),
    'NoSuchFunctionExists 404',
  ),
  differentAnswers(
    'deletes a function by a stale ETag',
    async (side) => {
      await createFunction(side);
      const { $metadata } = await side.cloudfront.deleteFunction({ Name, IfMatch: 'E0STALE' });
      return $metadata.httpStatusCode;
    },
    { fake: 'PreconditionFailed 412', moto: 204, reason: ANY_ETAG },
  ),
  differentAnswers(
    'publishes a function',
    async (side) => {
      const { ETag } = await createFunction(side);
      const published = await side.cloudfront.publishFunction({ Name, IfMatch: ETag });
      return published.FunctionSummary!.FunctionMetadata!.Stage;
    },
    {
      fake: 'LIVE',
      moto: 'Error 404',
      reason: 'moto has no PublishFunction, UpdateFunction or TestFunction',
    },
  ),
];

const createStore = ({ cloudfront }: Side) =>
  cloudfront.createKeyValueStore({ Name: 'keys', Comment: '<a> & "b"' });

const STORES: readonly Question[] = [
  sameAnswer(
    'describes a store as it was made',
    async (side) => {
      const { ETag } = await createStore(side);
      const found = await side.cloudfront.describeKeyValueStore({ Name: 'keys' });
      const { ARN, Comment, Id, Name } = found.KeyValueStore!;
      const arn = ARN?.replace(/\d{12}/, '…').replace(Id!, 'id');
      return { arn, Comment, Name, isOfTheETag: found.ETag === ETag };
    },
    {
      arn: 'arn:aws:cloudfront::…:key-value-store/id',
      Comment: '<a> & "b"',
      Name: 'keys',
      isOfTheETag: true,
    },
  ),
  differentAnswers(
    'asks whether a new store is ready',
    async (side) => (await createStore(side)).KeyValueStore!.Status,
    {
      fake: 'PROVISIONING',
      moto: 'READY',
      reason: 'a store of the service has been seen to take half a minute',
    },
  ),
  sameAnswer(
    'makes a store of a name that is taken',
    async (side) => {
      await createStore(side);
      return createStore(side);
    },
    'EntityAlreadyExists 409',
  ),
  sameAnswer(
    'describes a store that is not there',
    ({ cloudfront }) => cloudfront.describeKeyValueStore({ Name: 'keys' }),
    'EntityNotFound 404',
  ),
  sameAnswer(
    'deletes a store that is not there',
    ({ cloudfront }) => cloudfront.deleteKeyValueStore({ Name: 'keys', IfMatch: 'E0' }),
    'EntityNotFound 404',
  ),
  differentAnswers(
    'deletes a store by a stale ETag',
    async (side) => {
      await createStore(side);
      const stale = { Name: 'keys', IfMatch: 'E0STALE' };
      return (await side.cloudfront.deleteKeyValueStore(stale)).$metadata.httpStatusCode;
    },
    { fake: 'PreconditionFailed 412', moto: 204, reason: ANY_ETAG },
  ),
];

export const CLOUDFRONT_QUESTIONS = [...DISTRIBUTIONS, ...FUNCTIONS, ...STORES];
