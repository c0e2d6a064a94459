import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import { ACCOUNT_ID, type Account, type FakeStore, newEtag, toDate } from '../state.js';
import { createHistory } from '../time/history.js';
import { ServiceError } from '../wire/service-error.js';
import { checkMatch, checkName } from './checks.js';
import { paginate } from './page.js';
import { addTags, checkTags } from './tags.js';

const COMMENT_LIMIT = 128;

export function storeOperations(account: Account): Operations {
  return {
    CreateKeyValueStore(
      input: Given<Sdk.CreateKeyValueStoreRequest>,
    ): Sdk.CreateKeyValueStoreResult {
      checkName(input.Name);
      checkComment(input.Comment);
      if (input.ImportSource) {
        throw new ServiceError('UnsupportedOperation', 'There is no S3 here to import from.');
      }
      if (account.stores.has(input.Name)) {
        throw new ServiceError('EntityAlreadyExists', 'A key value store of this name exists.');
      }
      checkTags(input.Tags);
      const { clock, propagation } = account;
      const ready = clock.now() + propagation.store;
      const made = addStore(account, input.Name, { comment: input.Comment ?? '', ready });
      addTags(account, made.arn, input.Tags);
      clock.scheduleStop(propagation.store);
      return {
        KeyValueStore: describe(account, made),
        ETag: made.etag,
        Location: `https://cloudfront.amazonaws.com/2020-05-31/key-value-store/${made.id}`,
      };
    },

    DescribeKeyValueStore(
      input: Given<Sdk.DescribeKeyValueStoreRequest>,
    ): Sdk.DescribeKeyValueStoreResult {
      const found = findStore(account, input.Name);
      return { KeyValueStore: describe(account, found), ETag: found.etag };
    },

    ListKeyValueStores(input: Given<Sdk.ListKeyValueStoresRequest>): Sdk.ListKeyValueStoresResult {
      const all = [...account.stores.values()].filter(
        (store) => !input.Status || storeStatus(account, store) === input.Status,
      );
      const { items, next, size } = paginate(all, ({ name }) => name, input);
      return {
        KeyValueStoreList: {
          MaxItems: size,
          Quantity: items.length,
          NextMarker: next,
          Items: items.map((store) => describe(account, store)),
        },
      };
    },

    UpdateKeyValueStore(
      input: Given<Sdk.UpdateKeyValueStoreRequest>,
    ): Sdk.UpdateKeyValueStoreResult {
      const found = findStore(account, input.Name);
      checkMatch(input.IfMatch, found.etag);
      checkComment(input.Comment);
      found.comment = input.Comment;
      found.modified = account.clock.now();
      found.etag = newEtag(account);
      return { KeyValueStore: describe(account, found), ETag: found.etag };
    },

    DeleteKeyValueStore(input: Given<Sdk.DeleteKeyValueStoreRequest>): object {
      const found = findStore(account, input.Name);
      checkMatch(input.IfMatch, found.etag);
      const stages = [...account.functions.values()].flatMap((one) => [one.DEVELOPMENT, one.LIVE]);
      if (stages.some((stage) => associatedStoreArn(stage?.config) === found.arn)) {
        throw new ServiceError('CannotDeleteEntityWhileInUse', 'A function is associated with it.');
      }
      account.stores.delete(found.name);
      account.tags.delete(found.arn);
      return {};
    },
  };
}

export function addStore(
  account: Account,
  name: string,
  { comment, ready }: { comment: string; ready: number },
): FakeStore {
  const id = `00000000-0000-4000-8000-${account.serial().toString(16).padStart(12, '0')}`;
  const now = account.clock.now();
  const made: FakeStore = {
    name,
    id,
    arn: `arn:aws:cloudfront::${ACCOUNT_ID}:key-value-store/${id}`,
    created: now,
    ready,
    comment,
    modified: now,
    etag: newEtag(account),
    dataEtag: newEtag(account),
    entries: createHistory(),
  };
  made.entries.set(new Map(), Number.NEGATIVE_INFINITY);
  account.stores.set(name, made);
  return made;
}

export function storeStatus({ clock }: Account, { ready }: FakeStore): 'PROVISIONING' | 'READY' {
  return clock.now() < ready ? 'PROVISIONING' : 'READY';
}

export function associatedStoreArn(config: Sdk.FunctionConfig | undefined): string | undefined {
  return config?.KeyValueStoreAssociations?.Items?.[0]?.KeyValueStoreARN;
}

function findStore({ stores }: Account, name: string): FakeStore {
  const found = stores.get(name);
  if (!found) {
    throw new ServiceError('EntityNotFound', 'The key value store does not exist.');
  }
  return found;
}

function describe(account: Account, store: FakeStore): Sdk.KeyValueStore {
  return {
    Name: store.name,
    Id: store.id,
    Comment: store.comment,
    ARN: store.arn,
    Status: storeStatus(account, store),
    LastModifiedTime: toDate(store.modified),
  };
}

function checkComment(comment = ''): void {
  if (comment.length > COMMENT_LIMIT) {
    throw new ServiceError('InvalidArgument', `The comment is over ${COMMENT_LIMIT} characters.`);
  }
}
