import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import {
  ACCOUNT_ID,
  type Account,
  type FakeFunction,
  type FakeStage,
  newEtag,
  toDate,
} from '../state.js';
import { createHistory } from '../time/history.js';
import { ServiceError } from '../wire/service-error.js';
import { isAssociated } from './associations.js';
import { checkMatch, checkName, checkQuantities } from './checks.js';
import { paginate } from './page.js';
import { addTags, checkTags } from './tags.js';

/** Bytes of source, comments included. */
const CODE_LIMIT = 10_240;

export function functionOperations(account: Account): Operations {
  return {
    CreateFunction(input: Given<Sdk.CreateFunctionRequest>): Sdk.CreateFunctionResult {
      checkName(input.Name);
      if (account.functions.has(input.Name)) {
        throw new ServiceError('FunctionAlreadyExists', 'A function of this name exists.');
      }
      checkTags(input.Tags);
      const made = addFunction(account, input.Name, input.FunctionConfig, input.FunctionCode);
      addTags(account, made.arn, input.Tags);
      return {
        FunctionSummary: summarize(account, made, 'DEVELOPMENT'),
        ETag: made.DEVELOPMENT.etag,
        Location: `https://cloudfront.amazonaws.com/2020-05-31/function/${made.arn}`,
      };
    },

    UpdateFunction(input: Given<Sdk.UpdateFunctionRequest>): Sdk.UpdateFunctionResult {
      const found = findFunction(account, input.Name);
      checkMatch(input.IfMatch, found.DEVELOPMENT.etag);
      const { created } = found.DEVELOPMENT;
      const stage = newStage(account, input.FunctionConfig, input.FunctionCode, created);
      found.DEVELOPMENT = stage;
      return { FunctionSummary: summarize(account, found, 'DEVELOPMENT'), ETag: stage.etag };
    },

    DescribeFunction(input: Given<Sdk.DescribeFunctionRequest>): Sdk.DescribeFunctionResult {
      const found = findFunction(account, input.Name);
      const { etag } = getStage(found, input.Stage);
      return { FunctionSummary: summarize(account, found, input.Stage), ETag: etag };
    },

    GetFunction(input: Given<Sdk.GetFunctionRequest>): Sdk.GetFunctionResult {
      const { code, etag } = getStage(findFunction(account, input.Name), input.Stage);
      return {
        FunctionCode: code as Sdk.GetFunctionResult['FunctionCode'],
        ETag: etag,
        ContentType: 'application/octet-stream',
      };
    },

    ListFunctions(input: Given<Sdk.ListFunctionsRequest>): Sdk.ListFunctionsResult {
      const { items, next, size } = paginate(account.functions.values(), ({ name }) => name, input);
      const stages = input.Stage ? [input.Stage] : (['DEVELOPMENT', 'LIVE'] as const);
      const summaries = items.flatMap((found) =>
        stages.filter((stage) => found[stage]).map((stage) => summarize(account, found, stage)),
      );
      return {
        FunctionList: {
          MaxItems: size,
          Quantity: summaries.length,
          NextMarker: next,
          Items: summaries,
        },
      };
    },

    PublishFunction(input: Given<Sdk.PublishFunctionRequest>): Sdk.PublishFunctionResult {
      const found = findFunction(account, input.Name);
      checkMatch(input.IfMatch, found.DEVELOPMENT.etag);
      publish(account, found, account.clock.now());
      account.clock.scheduleStop(account.propagation.publish);
      return { FunctionSummary: summarize(account, found, 'LIVE') };
    },

    DeleteFunction(input: Given<Sdk.DeleteFunctionRequest>): object {
      const found = findFunction(account, input.Name);
      checkMatch(input.IfMatch, found.DEVELOPMENT.etag);
      if (isAssociated(account, found.arn)) {
        throw new ServiceError('FunctionInUse', 'A distribution is associated with this function.');
      }
      account.functions.delete(found.name);
      account.tags.delete(found.arn);
      return {};
    },
  };
}

/** Adds a function at DEVELOPMENT. */
export function addFunction(
  account: Account,
  name: string,
  config: Sdk.FunctionConfig,
  code: Uint8Array,
): FakeFunction {
  const published = createHistory<FakeStage>();
  const made: FakeFunction = {
    name,
    arn: `arn:aws:cloudfront::${ACCOUNT_ID}:function/${name}`,
    DEVELOPMENT: newStage(account, config, code, account.clock.now()),
    get LIVE() {
      return published.current;
    },
    published,
  };
  account.functions.set(name, made);
  return made;
}

/** Copies DEVELOPMENT to LIVE, which gets its own ETag. */
export function publish(account: Account, { DEVELOPMENT, published }: FakeFunction, time: number) {
  const created = published.current?.created ?? account.clock.now();
  published.set(
    { ...DEVELOPMENT, etag: newEtag(account), created, modified: account.clock.now() },
    time,
  );
}

export function findFunction({ functions }: Account, name: string): FakeFunction {
  const found = functions.get(name);
  if (!found) {
    throw new ServiceError('NoSuchFunctionExists', 'The function does not exist.');
  }
  return found;
}

export function getStage(found: FakeFunction, stage: Sdk.FunctionStage = 'DEVELOPMENT'): FakeStage {
  const state = found[stage];
  if (!state) {
    throw new ServiceError('NoSuchFunctionExists', 'The function has no such stage.');
  }
  return state;
}

export function summarize(
  account: Account,
  found: FakeFunction,
  stage: Sdk.FunctionStage = 'DEVELOPMENT',
): Sdk.FunctionSummary {
  const { config, created, modified } = getStage(found, stage);
  return {
    Name: found.name,
    Status: functionStatus(account, found, stage),
    FunctionConfig: config,
    FunctionMetadata: {
      FunctionARN: found.arn,
      Stage: stage,
      CreatedTime: toDate(created),
      LastModifiedTime: toDate(modified),
    },
  };
}

function functionStatus(account: Account, found: FakeFunction, stage: Sdk.FunctionStage): string {
  const live = found.LIVE;
  if (!live || (stage === 'DEVELOPMENT' && found.DEVELOPMENT.code !== live.code)) {
    return 'UNPUBLISHED';
  }
  if (!isAssociated(account, found.arn)) {
    return 'UNASSOCIATED';
  }
  const settled = live.modified + account.propagation.publish;
  return account.clock.now() < settled ? 'IN_PROGRESS' : 'DEPLOYED';
}

/** Accepts code that does not compile, as CloudFront does: only running it shows the error. */
function newStage(
  account: Account,
  config: Sdk.FunctionConfig,
  code: Uint8Array,
  created: number,
): FakeStage {
  if (code.length > CODE_LIMIT) {
    throw new ServiceError('FunctionSizeLimitExceeded', `The code is over ${CODE_LIMIT} bytes.`);
  }
  checkConfig(account, config, code);
  const modified = account.clock.now();
  return { config, code: Buffer.from(code), etag: newEtag(account), created, modified };
}

function checkConfig(account: Account, config: Sdk.FunctionConfig, code: Uint8Array): void {
  const invalid = (message: string) => new ServiceError('InvalidArgument', message);
  if (code.length === 0) {
    throw invalid('The code is empty.');
  }
  if (!['cloudfront-js-1.0', 'cloudfront-js-2.0'].includes(config.Runtime!)) {
    throw invalid('The runtime is unknown.');
  }
  const associations = config.KeyValueStoreAssociations;
  checkQuantities(associations, 'InvalidArgument');
  const items = associations?.Items ?? [];
  if (items.length > 1) {
    throw invalid('A function takes one key value store.');
  }
  for (const { KeyValueStoreARN: arn } of items) {
    if (config.Runtime !== 'cloudfront-js-2.0') {
      throw invalid('A key value store needs the runtime cloudfront-js-2.0.');
    }
    const store = [...account.stores.values()].find((one) => one.arn === arn);
    if (!store) {
      throw invalid('The key value store does not exist.');
    }
    if (account.clock.now() < store.ready) {
      throw invalid('The key value store cannot be associated before the resource is provisioned.');
    }
  }
}
