import type { FunctionConfig } from '@aws-sdk/client-cloudfront';
import type { Runtime } from '../../platform/runtimes.js';
import type { AwsClients } from '../clients.js';
import { undefinedIfMissing } from '../errors.js';
import { type Tags, toCloudFrontTags, withTags } from './tags.js';

/** CloudFront's two stages of a function: updates change DEVELOPMENT, viewers get LIVE. */
export type FunctionStage = 'DEVELOPMENT' | 'LIVE';

/** A function at one stage, as it was last read. */
export interface FunctionState {
  readonly arn: string;
  /** The ETag of the stage; every change has to send the one of DEVELOPMENT. */
  readonly etag: string;
  readonly code: string;
  readonly runtime: string;
  readonly comment: string;
  /** The ARN of the associated KeyValueStore. */
  readonly store: string | undefined;
  /** Such as `UNPUBLISHED`, `UNASSOCIATED`, `IN_PROGRESS`, `DEPLOYED`. */
  readonly status: string;
}

/** The function that the deployment wants. */
export interface FunctionSpec {
  readonly name: string;
  readonly code: string;
  readonly runtime: Runtime;
  readonly comment: string;
  readonly store: string | undefined;
}

/** Reads a function at one stage; undefined if it does not exist there. */
export async function readFunction(
  { cloudfront }: AwsClients,
  name: string,
  stage: FunctionStage,
): Promise<FunctionState | undefined> {
  const description = await undefinedIfMissing(
    cloudfront.describeFunction({ Name: name, Stage: stage }),
  );
  const content =
    description && (await undefinedIfMissing(cloudfront.getFunction({ Name: name, Stage: stage })));
  if (!content) {
    return undefined;
  }
  const {
    FunctionConfig: config,
    FunctionMetadata: metadata,
    Status,
  } = description.FunctionSummary!;
  return {
    arn: metadata!.FunctionARN!,
    // The ETag of the first answer: if another writer came between the two calls, the next change
    // fails and overwrites nothing.
    etag: description.ETag!,
    code: new TextDecoder().decode(content.FunctionCode),
    runtime: config!.Runtime!,
    comment: config!.Comment ?? '',
    store: config!.KeyValueStoreAssociations?.Items?.[0]?.KeyValueStoreARN,
    status: Status ?? '',
  };
}

/** Creates the function at DEVELOPMENT. */
export async function createFunction(
  { cloudfront }: AwsClients,
  spec: FunctionSpec,
  tags: Tags = {},
): Promise<void> {
  await cloudfront.createFunction({
    Name: spec.name,
    ...toFunctionInput(spec),
    ...withTags(tags, toCloudFrontTags),
  });
}

/** Replaces all of DEVELOPMENT; LIVE stays unchanged. */
export async function updateFunction(
  { cloudfront }: AwsClients,
  spec: FunctionSpec,
  etag: string,
): Promise<void> {
  await cloudfront.updateFunction({ Name: spec.name, IfMatch: etag, ...toFunctionInput(spec) });
}

/** Copies DEVELOPMENT to LIVE. */
export async function publishFunction({ cloudfront }: AwsClients, name: string, etag: string) {
  await cloudfront.publishFunction({ Name: name, IfMatch: etag });
}

/** Deletes both stages. CloudFront refuses while a behavior runs the function. */
export async function deleteFunction({ cloudfront }: AwsClients, name: string, etag: string) {
  await cloudfront.deleteFunction({ Name: name, IfMatch: etag });
}

/**
 * Whether this package built the function: its first line says so. The commands never change a
 * function of another tool.
 */
export function isOwnFunction({ code }: FunctionState): boolean {
  return code.startsWith('// pocket-spa-auth ');
}

/** The version of this package that built the function; empty for a function of another tool. */
export function builtVersion({ code }: FunctionState): string {
  return /^\/\/ pocket-spa-auth ([\w.+-]+)/.exec(code)?.[1] ?? '';
}

/**
 * Whether the function was built with `revocation`: its code then contains the prefix of the
 * cut-offs' keys as a string literal.
 */
export function supportsRevocation({ code }: FunctionState): boolean {
  return /(["'`])revoked:\1/.test(code);
}

/** Whether the function is exactly as wanted. */
export function matchesSpec(
  state: FunctionState | undefined,
  spec: FunctionSpec | undefined,
): state is FunctionState {
  return (
    state !== undefined &&
    spec !== undefined &&
    state.code === spec.code &&
    state.runtime === spec.runtime &&
    state.comment === spec.comment &&
    state.store === spec.store
  );
}

function toFunctionInput({ code, runtime, comment, store }: FunctionSpec) {
  const config: FunctionConfig = {
    Comment: comment,
    Runtime: runtime,
    // An update without the association removes it, as an embedded secret wants.
    ...(store !== undefined && {
      KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: store }] },
    }),
  };
  return { FunctionConfig: config, FunctionCode: new TextEncoder().encode(code) };
}
