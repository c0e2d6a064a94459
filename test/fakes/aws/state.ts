import type { DistributionConfig, FunctionConfig } from '@aws-sdk/client-cloudfront';
import type { AccountClock } from './time/clock.js';
import type { History } from './time/history.js';

/** Code and configuration of a function at one of its two stages. */
export interface FakeStage {
  readonly config: FunctionConfig;
  readonly code: Buffer;
  readonly etag: string;
  readonly created: number;
  readonly modified: number;
}

export interface FakeFunction {
  readonly name: string;
  readonly arn: string;
  DEVELOPMENT: FakeStage;
  readonly LIVE: FakeStage | undefined;
  readonly published: History<FakeStage>;
}

export type Entries = ReadonlyMap<string, string>;

export interface FakeStore {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly created: number;
  /** When it leaves PROVISIONING. */
  readonly ready: number;
  comment: string;
  modified: number;
  /** Of the control plane. */
  etag: string;
  /** Of the data plane. */
  dataEtag: string;
  readonly entries: History<Entries>;
}

export interface FakeDistribution {
  readonly id: string;
  readonly arn: string;
  readonly config: DistributionConfig;
  readonly configs: History<DistributionConfig>;
  etag: string;
  modified: number;
  /** When the last change has reached every edge location. */
  deployed: number;
}

export interface FakeVersion {
  readonly id: string;
  readonly labels: Set<string>;
  readonly content: string | Uint8Array;
  readonly created: number;
}

export interface FakeSecret {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  readonly description: string | undefined;
  readonly versions: Map<string, FakeVersion>;
  /** When it was deleted, and when it will be gone. */
  deletion?: { readonly asked: number; readonly due: number };
}

/** How long what is written takes to show, in seconds. */
export interface Propagation {
  /** A new store: PROVISIONING until then. */
  readonly store: number;
  /** A value of a store, at the edge. */
  readonly value: number;
  /** A value of a store, in TestFunction. */
  readonly testedValue: number;
  /** A published function. */
  readonly publish: number;
  /** A distribution's configuration: InProgress until then. */
  readonly distribution: number;
}

export const PROPAGATION: Propagation = {
  store: 35,
  value: 30,
  testedValue: 10,
  publish: 60,
  distribution: 240,
};

/** One AWS account, all of it. */
export interface Account {
  readonly clock: AccountClock;
  readonly propagation: Propagation;
  readonly functions: Map<string, FakeFunction>;
  readonly stores: Map<string, FakeStore>;
  readonly distributions: Map<string, FakeDistribution>;
  readonly secrets: Map<string, FakeSecret>;
  /** A number that was not given out before. */
  serial(): number;
}

export const ACCOUNT_ID = '000000000000';

export function createAccount(clock: AccountClock, propagation: Propagation): Account {
  let serial = 0;
  return {
    clock,
    propagation,
    functions: new Map(),
    stores: new Map(),
    distributions: new Map(),
    secrets: new Map(),
    serial: () => ++serial,
  };
}

/** An ETag in the looks of CloudFront's. */
export function newEtag({ serial }: Account): string {
  return `E${serial().toString(36).toUpperCase().padStart(13, '0')}`;
}

/** A point of the simulated clock as the SDK's types have it. */
export function date(seconds: number): Date {
  return new Date(seconds * 1000);
}
