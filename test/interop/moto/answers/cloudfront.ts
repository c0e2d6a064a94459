import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { cacheBehavior } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { alike, apart, type Question } from './questions.js';
import type { Side } from './sides.js';

/** Writes a site's configuration back with some members changed; gives whether it has another ETag then. */
async function change(side: Side, changes: Partial<DistributionConfig>, etag?: string | null) {
  const Id = await side.site();
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
  alike(
    'reads a distribution that is not there',
    ({ cloudfront }) => cloudfront.getDistribution({ Id: 'EOTHER' }),
    'NoSuchDistribution 404',
  ),
  alike(
    'reads the configuration of a distribution that is not there',
    ({ cloudfront }) => cloudfront.getDistributionConfig({ Id: 'EOTHER' }),
    'NoSuchDistribution 404',
  ),
  alike(
    'lists no distributions',
    async ({ cloudfront }) => (await cloudfront.listDistributions({})).DistributionList,
    { IsTruncated: false, Marker: '', MaxItems: 100, Quantity: 0 },
  ),
  alike(
    'lists distributions by the page',
    async ({ cloudfront, site }) => {
      const ids = [await site(), await site({ CallerReference: 'second' })];
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
  alike('changes without an ETag', (side) => change(side, {}, null), 'InvalidIfMatchVersion 400'),
  apart('changes by a stale ETag', (side) => change(side, {}, 'E0STALE'), {
    fake: 'PreconditionFailed 412',
    moto: 'the same ETag',
    because: ANY_ETAG,
  }),
  apart('changes by the ETag of now', (side) => change(side, { Comment: 'other' }), {
    fake: 'another ETag',
    moto: 'the same ETag',
    because: ANY_ETAG,
  }),
  apart('changes the caller reference', (side) => change(side, { CallerReference: 'other' }), {
    fake: 'IllegalUpdate 400',
    moto: 'the same ETag',
    because: CHECKS_NOTHING,
  }),
  apart(
    'changes to a quantity that is not that of the items',
    (side) => change(side, { Aliases: { Quantity: 2, Items: ['app.example'] } }),
    { fake: 'InconsistentQuantities 400', moto: 'the same ETag', because: CHECKS_NOTHING },
  ),
  alike(
    'changes the default behavior to an origin that is not there',
    (side) => {
      const { PathPattern: _, ...behavior } = cacheBehavior('*', { TargetOriginId: 'other' });
      return change(side, { DefaultCacheBehavior: behavior });
    },
    'NoSuchOrigin 404',
  ),
  apart(
    'changes another behavior to an origin that is not there',
    (side) => change(side, behaviors({ TargetOriginId: 'other' })),
    { fake: 'NoSuchOrigin 404', moto: 'the same ETag', because: CHECKS_NOTHING },
  ),
  apart(
    'attaches a function that is not there',
    (side) => {
      const FunctionARN = 'arn:aws:cloudfront::000000000000:function/other';
      const Items = [{ FunctionARN, EventType: 'viewer-request' as const }];
      return change(side, behaviors({ FunctionAssociations: { Quantity: 1, Items } }));
    },
    { fake: 'InvalidFunctionAssociation 400', moto: 'the same ETag', because: CHECKS_NOTHING },
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
  alike(
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
  alike(
    'reads the code of a function',
    async (side) => {
      await createFunction(side);
      return new TextDecoder().decode((await side.cloudfront.getFunction({ Name })).FunctionCode);
    },
    CODE,
  ),
  apart(
    'describes LIVE of a function that was never published',
    async (side) => {
      await createFunction(side);
      return (await side.cloudfront.describeFunction({ Name, Stage: 'LIVE' })).FunctionSummary!
        .FunctionMetadata!.Stage;
    },
    { fake: 'NoSuchFunctionExists 404', moto: 'DEVELOPMENT', because: 'moto has one stage' },
  ),
  alike(
    'makes a function of a name that is taken',
    async (side) => {
      await createFunction(side);
      return createFunction(side);
    },
    'FunctionAlreadyExists 409',
  ),
  alike(
    'describes a function that is not there',
    ({ cloudfront }) => cloudfront.describeFunction({ Name }),
    'NoSuchFunctionExists 404',
  ),
  alike(
    'deletes a function that is not there',
    ({ cloudfront }) => cloudfront.deleteFunction({ Name, IfMatch: 'E0' }),
    'NoSuchFunctionExists 404',
  ),
  apart(
    'deletes a function by a stale ETag',
    async (side) => {
      await createFunction(side);
      const { $metadata } = await side.cloudfront.deleteFunction({ Name, IfMatch: 'E0STALE' });
      return $metadata.httpStatusCode;
    },
    { fake: 'PreconditionFailed 412', moto: 204, because: ANY_ETAG },
  ),
  apart(
    'publishes a function',
    async (side) => {
      const { ETag } = await createFunction(side);
      const published = await side.cloudfront.publishFunction({ Name, IfMatch: ETag });
      return published.FunctionSummary!.FunctionMetadata!.Stage;
    },
    {
      fake: 'LIVE',
      moto: 'Error 404',
      because: 'moto has no PublishFunction, UpdateFunction or TestFunction',
    },
  ),
];

const createStore = ({ cloudfront }: Side) =>
  cloudfront.createKeyValueStore({ Name: 'keys', Comment: '<a> & "b"' });

const STORES: readonly Question[] = [
  alike(
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
  apart(
    'asks whether a new store is ready',
    async (side) => (await createStore(side)).KeyValueStore!.Status,
    {
      fake: 'PROVISIONING',
      moto: 'READY',
      because: 'a store of the service has been seen to take half a minute',
    },
  ),
  alike(
    'makes a store of a name that is taken',
    async (side) => {
      await createStore(side);
      return createStore(side);
    },
    'EntityAlreadyExists 409',
  ),
  alike(
    'describes a store that is not there',
    ({ cloudfront }) => cloudfront.describeKeyValueStore({ Name: 'keys' }),
    'EntityNotFound 404',
  ),
  alike(
    'deletes a store that is not there',
    ({ cloudfront }) => cloudfront.deleteKeyValueStore({ Name: 'keys', IfMatch: 'E0' }),
    'EntityNotFound 404',
  ),
  apart(
    'deletes a store by a stale ETag',
    async (side) => {
      await createStore(side);
      const stale = { Name: 'keys', IfMatch: 'E0STALE' };
      return (await side.cloudfront.deleteKeyValueStore(stale)).$metadata.httpStatusCode;
    },
    { fake: 'PreconditionFailed 412', moto: 204, because: ANY_ETAG },
  ),
];

export const CLOUDFRONT_QUESTIONS = [...DISTRIBUTIONS, ...FUNCTIONS, ...STORES];
