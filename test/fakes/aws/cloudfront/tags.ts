import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import type { Account } from '../state.js';
import { ServiceError } from '../wire/service-error.js';

/** The most tags of one resource. */
const LIMIT = 50;

/** The tags of distributions, functions and stores, by ARN. */
export function tagOperations(account: Account): Operations {
  return {
    ListTagsForResource({
      Resource,
    }: Given<Sdk.ListTagsForResourceRequest>): Sdk.ListTagsForResourceResult {
      checkResource(account, Resource);
      const tags = account.tags.get(Resource) ?? new Map();
      return { Tags: { Items: [...tags].map(([Key, Value]) => ({ Key, Value })) } };
    },

    TagResource({ Resource, Tags }: Given<Sdk.TagResourceRequest>): object {
      checkResource(account, Resource);
      addTags(account, Resource, Tags);
      return {};
    },
  };
}

/** Adds tags to a resource; a tag of the same key gets the new value. */
export function addTags(account: Account, arn: string, tags: Sdk.Tags | undefined): void {
  checkTags(tags);
  const all = new Map(account.tags.get(arn));
  for (const { Key, Value = '' } of tags?.Items ?? []) {
    all.set(Key!, Value);
  }
  if (all.size > LIMIT) {
    throw new ServiceError('InvalidTagging', `A resource has ${LIMIT} tags at most.`);
  }
  account.tags.set(arn, all);
}

/** Checks tags by the rules of the API reference, "Tag" and "Tag naming limits". */
export function checkTags(tags: Sdk.Tags | undefined): void {
  const items = tags?.Items ?? [];
  const invalid = (message: string) => new ServiceError('InvalidTagging', message);
  for (const { Key = '', Value = '' } of items) {
    if (!/^[a-zA-Z0-9 _\-.:/=+@]{1,128}$/.test(Key)) {
      throw invalid('A key has 1 to 128 letters, digits, spaces and _-.:/=+@');
    }
    if (/^aws:/i.test(Key)) {
      throw invalid('Keys that begin with aws: are reserved.');
    }
    if (!/^[a-zA-Z0-9 _\-.:/=+@]{0,256}$/.test(Value)) {
      throw invalid('A value has 0 to 256 letters, digits, spaces and _-.:/=+@');
    }
  }
  if (new Set(items.map(({ Key }) => Key)).size < items.length) {
    throw invalid('A key appears twice.');
  }
  if (items.length > LIMIT) {
    throw invalid(`A resource has ${LIMIT} tags at most.`);
  }
}

function checkResource({ distributions, functions, stores }: Account, arn: string): void {
  if (!/^arn:aws(?:-cn)?:cloudfront::[0-9]+:.+$/.test(arn)) {
    throw new ServiceError('InvalidArgument', 'The ARN of the resource is not valid.');
  }
  const all = [...distributions.values(), ...functions.values(), ...stores.values()];
  if (!all.some((each) => each.arn === arn)) {
    throw new ServiceError('NoSuchResource', 'The resource does not exist.');
  }
}
