import type {
  CachePolicyConfig,
  DistributionConfig,
  DistributionTenant,
  FunctionConfig,
  OriginAccessControlConfig,
} from '@aws-sdk/client-cloudfront';
import type { AccountClock } from './time/clock.js';
import type { History } from './time/history.js';

/** A function at one of its two stages. */
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
  /** The ETag of the control plane. */
  etag: string;
  /** The ETag of the data plane. */
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
  /** When the last change reaches every edge location. */
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
  /** The KMS key that encrypts it; undefined for the one of Secrets Manager. */
  readonly kmsKeyId?: string | undefined;
  readonly tags: Map<string, string>;
  readonly versions: Map<string, FakeVersion>;
  /** When its deletion was requested, and when it is final. */
  deletion?: { readonly asked: number; readonly due: number };
}

/** A value that CloudFront measured of a function. */
export interface FakeMetric {
  readonly functionName: string;
  readonly name: string;
  readonly value: number;
  /** In Unix seconds. */
  readonly at: number;
}

/** How long a change takes to arrive, in seconds. */
export interface Propagation {
  /** A new store to become READY. */
  readonly store: number;
  /** A value of a store to reach every edge location. */
  readonly value: number;
  /** A value of a store to reach TestFunction. */
  readonly testedValue: number;
  /** A published function to reach every edge location. */
  readonly publish: number;
  /** A distribution's configuration to be Deployed. */
  readonly distribution: number;
}

export const DEFAULT_PROPAGATION: Propagation = {
  store: 35,
  value: 30,
  testedValue: 10,
  publish: 60,
  distribution: 240,
};

/** The whole state of one AWS account. */
export interface Account {
  readonly clock: AccountClock;
  readonly propagation: Propagation;
  readonly functions: Map<string, FakeFunction>;
  readonly stores: Map<string, FakeStore>;
  readonly distributions: Map<string, FakeDistribution>;
  readonly secrets: Map<string, FakeSecret>;
  readonly cachePolicies: Map<string, CachePolicyConfig>;
  readonly accessControls: Map<string, OriginAccessControlConfig>;
  readonly tenants: Map<string, DistributionTenant>;
  readonly metrics: FakeMetric[];
  /** The tags of CloudFront's resources, by ARN. */
  readonly tags: Map<string, ReadonlyMap<string, string>>;
  /** The next number, from 1. */
  serial(): number;
}

/** The id of the access control of the sample distribution's bucket. */
export const SAMPLE_ACCESS_CONTROL = 'E0ACCESSCONTROL';

export function accessControl(
  SigningBehavior: OriginAccessControlConfig['SigningBehavior'],
): OriginAccessControlConfig {
  return {
    Name: 'sample',
    SigningProtocol: 'sigv4',
    SigningBehavior,
    OriginAccessControlOriginType: 's3',
  };
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
    cachePolicies: new Map(),
    accessControls: new Map([[SAMPLE_ACCESS_CONTROL, accessControl('always')]]),
    tenants: new Map(),
    metrics: [],
    tags: new Map(),
    serial: () => ++serial,
  };
}

/** A new ETag that looks like CloudFront's. */
export function newEtag({ serial }: Account): string {
  return `E${serial().toString(36).toUpperCase().padStart(13, '0')}`;
}

/** A time of the simulated clock as the SDK's types need it. */
export function toDate(seconds: number): Date {
  return new Date(seconds * 1000);
}
