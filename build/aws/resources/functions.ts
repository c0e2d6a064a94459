import type { FunctionConfig } from '@aws-sdk/client-cloudfront';
import type { Runtime } from '../../platform/runtimes.js';
import type { AwsClients } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';

/** The two copies that CloudFront keeps of a function: the one being worked on, and the one that viewers meet. */
export type FunctionStage = 'DEVELOPMENT' | 'LIVE';

/** One copy, as it was read. */
export interface FunctionState {
  readonly arn: string;
  /** What the next change of DEVELOPMENT has to name. */
  readonly etag: string;
  readonly code: string;
  readonly runtime: string;
  readonly comment: string;
  /** The ARN of the KeyValueStore that it reads. */
  readonly store: string | undefined;
  /** Such as `UNPUBLISHED`, `UNASSOCIATED`, `DEPLOYED`. */
  readonly status: string;
}

/** What a function shall be. */
export interface FunctionSpec {
  readonly name: string;
  readonly code: string;
  readonly runtime: Runtime;
  readonly comment: string;
  readonly store: string | undefined;
}

/** One copy of a function, or undefined where there is none. */
export async function readFunction(
  { cloudfront }: AwsClients,
  name: string,
  stage: FunctionStage,
): Promise<FunctionState | undefined> {
  const described = await undefinedIfMissing(
    cloudfront.describeFunction({ Name: name, Stage: stage }),
  );
  const got =
    described && (await undefinedIfMissing(cloudfront.getFunction({ Name: name, Stage: stage })));
  if (!got) {
    return undefined;
  }
  const { FunctionConfig: config, FunctionMetadata: metadata, Status } = described.FunctionSummary!;
  return {
    arn: metadata!.FunctionARN!,
    // Of the first answer: should another writer come between the two, the next change fails and nothing is overwritten.
    etag: described.ETag!,
    code: new TextDecoder().decode(got.FunctionCode),
    runtime: config!.Runtime!,
    comment: config!.Comment ?? '',
    store: config!.KeyValueStoreAssociations?.Items?.[0]?.KeyValueStoreARN,
    status: Status ?? '',
  };
}

export async function createFunction(
  { cloudfront }: AwsClients,
  wanted: FunctionSpec,
): Promise<void> {
  await cloudfront.createFunction({ Name: wanted.name, ...contentOf(wanted) });
}

/** Replaces DEVELOPMENT as a whole; LIVE stays as it is. */
export async function updateFunction(
  { cloudfront }: AwsClients,
  wanted: FunctionSpec,
  etag: string,
): Promise<void> {
  await cloudfront.updateFunction({ Name: wanted.name, IfMatch: etag, ...contentOf(wanted) });
}

/** Copies DEVELOPMENT to LIVE. */
export async function publishFunction({ cloudfront }: AwsClients, name: string, etag: string) {
  await cloudfront.publishFunction({ Name: name, IfMatch: etag });
}

/** Deletes both copies; CloudFront refuses while a behavior runs it. */
export async function deleteFunction({ cloudfront }: AwsClients, name: string, etag: string) {
  await cloudfront.deleteFunction({ Name: name, IfMatch: etag });
}

/** Whether a function was made by this package: its first line says so. Another's is never touched. */
export function isOwnFunction({ code }: FunctionState): boolean {
  return code.startsWith('// pocket-spa-auth ');
}

/** The version of this package that made a function of ours. */
export function builtVersion({ code }: FunctionState): string {
  return /^\/\/ pocket-spa-auth ([\w.+-]+)/.exec(code)?.[1] ?? '';
}

/** Whether a function was built with `revocation`: the prefix of its keys is then a text of its own. */
export function supportsRevocation({ code }: FunctionState): boolean {
  return /(["'`])revoked:\1/.test(code);
}

/** Whether a copy is just what is wanted. */
export function matchesSpec(
  state: FunctionState | undefined,
  wanted: FunctionSpec | undefined,
): state is FunctionState {
  return (
    state !== undefined &&
    wanted !== undefined &&
    state.code === wanted.code &&
    state.runtime === wanted.runtime &&
    state.comment === wanted.comment &&
    state.store === wanted.store
  );
}

function contentOf({ code, runtime, comment, store }: FunctionSpec) {
  // Every update states the association again: what it leaves out is removed.
  const items = store === undefined ? [] : [{ KeyValueStoreARN: store }];
  const config: FunctionConfig = {
    Comment: comment,
    Runtime: runtime,
    KeyValueStoreAssociations: { Quantity: items.length, Items: items },
  };
  return { FunctionConfig: config, FunctionCode: new TextEncoder().encode(code) };
}
