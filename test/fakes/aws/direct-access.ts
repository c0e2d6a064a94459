import type {
  CachePolicyConfig,
  DistributionConfig,
  DistributionTenant,
  OriginAccessControlConfig,
} from '@aws-sdk/client-cloudfront';
import type { Runtime } from '../../../build/platform/runtimes.js';
import { addDistribution } from './cloudfront/distributions.js';
import { addFunction, publish } from './cloudfront/functions.js';
import { addStore } from './cloudfront/key-value-stores.js';
import { cachePolicy, sampleDistribution } from './cloudfront/sample-distribution.js';
import { addTenant } from './cloudfront/tenants.js';
import type { TestFunctionSettings } from './cloudfront/test-function.js';
import { replaceEntries } from './kvs/data-plane.js';
import { findLabelHolder } from './secrets-manager/labels.js';
import { addSecret, addVersion, findSecret } from './secrets-manager/secrets.js';
import {
  type Account,
  accessControl,
  type FakeDistribution,
  type FakeFunction,
  type FakeSecret,
  type FakeStore,
} from './state.js';

/**
 * CloudFront's control plane, without API calls. What a test adds here has reached every edge
 * location already.
 */
export interface FakeCloudFront extends TestFunctionSettings {
  readonly functions: ReadonlyMap<string, FakeFunction>;
  readonly stores: ReadonlyMap<string, FakeStore>;
  readonly distributions: ReadonlyMap<string, FakeDistribution>;
  /** Adds the sample distribution with changes to its configuration; gives its id. */
  addDistribution(changes?: Partial<DistributionConfig>): string;
  /** Adds a function that is LIVE, unless `live` is false; gives its ARN. */
  addFunction(name: string, options: FunctionOptions): string;
  /** Adds a measured value of a function, from this many seconds ago; default a minute. */
  addMetric(functionName: string, name: string, value: number, ago?: number): void;
  /** Adds a cache policy: nothing in its key unless the changes have it. Gives its id. */
  addCachePolicy(changes?: Partial<CachePolicyConfig>): string;
  /** Adds an origin access control; gives its id. */
  addAccessControl(signing: OriginAccessControlConfig['SigningBehavior']): string;
  /** Adds an enabled tenant of a distribution; gives its id. */
  addTenant(distribution: string, changes?: Partial<DistributionTenant>): string;
  /** Adds tags to a distribution, also such as only AWS's own services can set. */
  tagDistribution(id: string, tags: Readonly<Record<string, string>>): void;
  /** The tags of a resource, by its ARN. */
  readTags(arn: string): Record<string, string>;
  /** Adds a store that is READY; gives its ARN. */
  addStore(name: string, entries?: Readonly<Record<string, string>>): string;
}

export interface FunctionOptions {
  readonly code: string;
  /** Default cloudfront-js-2.0. */
  readonly runtime?: Runtime;
  readonly comment?: string;
  /** The ARN of its store; none unless given. */
  readonly store?: string;
  /** Default true. */
  readonly live?: boolean;
}

/** The entries of the stores, without API calls. A change happens now, as by another writer. */
export interface FakeStores {
  put(name: string, key: string, value: string): void;
  delete(name: string, key: string): void;
  entries(name: string): Record<string, string>;
}

/** Secrets Manager, without API calls. */
export interface FakeSecrets {
  readonly all: ReadonlyMap<string, FakeSecret>;
  /**
   * Puts a version with these labels, default AWSCURRENT; creates the secret if it does not exist.
   * Gives the version's id.
   */
  put(name: string, text: string, labels?: readonly string[]): string;
  /** The text of the version with a label, default AWSCURRENT; undefined if there is none. */
  read(name: string, label?: string): string | undefined;
}

export function createFakeCloudFront(account: Account): FakeCloudFront {
  const { functions, stores, distributions } = account;
  return {
    functions,
    stores,
    distributions,
    utilization: 14,
    editAnswer: undefined,
    failsWithError: false,
    addDistribution(changes = {}) {
      return addDistribution(account, sampleDistribution(account.serial(), changes));
    },
    addFunction(name, { code, runtime = 'cloudfront-js-2.0', comment = '', store, live = true }) {
      const items = store === undefined ? [] : [{ KeyValueStoreARN: store }];
      const config = {
        Comment: comment,
        Runtime: runtime,
        KeyValueStoreAssociations: { Quantity: items.length, Items: items },
      };
      const made = addFunction(account, name, config, Buffer.from(code));
      if (live) {
        publish(account, made, Number.NEGATIVE_INFINITY);
      }
      return made.arn;
    },
    addMetric(functionName, name, value, ago = 60) {
      account.metrics.push({ functionName, name, value, at: account.clock.now() - ago });
    },
    addCachePolicy(changes = {}) {
      const id = `policy-${account.serial()}`;
      account.cachePolicies.set(id, cachePolicy(changes));
      return id;
    },
    addAccessControl(signing) {
      const id = `ECONTROL${account.serial()}`;
      account.accessControls.set(id, accessControl(signing));
      return id;
    },
    addTenant: (distribution, changes = {}) => addTenant(account, distribution, changes),
    tagDistribution(id, tags) {
      const { arn } = distributions.get(id)!;
      account.tags.set(arn, new Map([...(account.tags.get(arn) ?? []), ...Object.entries(tags)]));
    },
    readTags: (arn) => Object.fromEntries(account.tags.get(arn) ?? []),
    addStore(name, entries = {}) {
      const made = addStore(account, name, { comment: '', ready: account.clock.now() });
      made.entries.set(new Map(Object.entries(entries)), Number.NEGATIVE_INFINITY);
      return made.arn;
    },
  };
}

export function createFakeStores(account: Account): FakeStores {
  const change = (name: string, work: (entries: Map<string, string>) => void) => {
    const store = getStore(account, name);
    const entries = new Map(store.entries.current);
    work(entries);
    replaceEntries(account, store, entries);
  };
  return {
    put: (name, key, value) => change(name, (entries) => entries.set(key, value)),
    delete: (name, key) => change(name, (entries) => entries.delete(key)),
    entries: (name) => Object.fromEntries(getStore(account, name).entries.current ?? []),
  };
}

export function createFakeSecrets(account: Account): FakeSecrets {
  return {
    all: account.secrets,
    put(name, text, labels = ['AWSCURRENT']) {
      const secret = findSecret(account, name) ?? addSecret(account, name, 'us-east-1');
      const id = `by-hand-${account.serial().toString().padStart(24, '0')}`;
      addVersion(account, secret, { ClientRequestToken: id }, text, labels);
      return id;
    },
    read(name, label = 'AWSCURRENT') {
      const secret = findSecret(account, name);
      const content = secret && findLabelHolder(secret, label)?.content;
      return typeof content === 'string' ? content : undefined;
    },
  };
}

function getStore({ stores }: Account, name: string): FakeStore {
  const found = stores.get(name);
  if (!found) {
    throw new Error('there is no such store');
  }
  return found;
}
