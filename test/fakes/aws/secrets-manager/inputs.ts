import type * as Sdk from '@aws-sdk/client-secrets-manager';
import { ServiceError } from '../wire/service-error.js';
import { invalidParameter } from './labels.js';

// What Secrets Manager checks in an input before it changes anything.

const LIMIT = 65_536;
export const TAGS_LIMIT = 50;

/** The part of an input that may hold a new version. */
export interface Content {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

export function parseContent({ SecretString: text, SecretBinary: bytes }: Content) {
  if (text !== undefined && bytes !== undefined) {
    throw invalidParameter('Text and bytes exclude each other.');
  }
  const content = text ?? bytes;
  if (content === undefined) {
    return undefined;
  }
  const size = Buffer.byteLength(content);
  if (size < 1 || size > LIMIT) {
    throw invalidParameter(`A value has 1 to ${LIMIT} bytes.`);
  }
  return content;
}

export function parseToken({ ClientRequestToken: token = '' }: Content): string {
  if (token.length < 32 || token.length > 64) {
    throw invalidParameter('A token has 32 to 64 characters.');
  }
  return token;
}

/** Checks tags by the rules of the API reference, "Tag" and "TagResource". */
export function checkTags(tags: readonly Sdk.Tag[] = []): void {
  for (const { Key = '', Value = '' } of tags) {
    if (Key.length < 1 || Key.length > 128 || Value.length > 256) {
      throw invalidParameter('A key has 1 to 128 characters, a value 256 at most.');
    }
    if (/^aws:/i.test(Key)) {
      throw invalidParameter('Keys that begin with aws: are reserved.');
    }
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length || tags.length > TAGS_LIMIT) {
    throw invalidParameter(`A secret has ${TAGS_LIMIT} tags at most, each key once.`);
  }
}

/** A key is named by its id, its alias, or the ARN of either. */
export function checkKey(id: string | undefined): void {
  const pattern =
    /^(?:arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:)?(?:alias\/[\w/-]+|(?:key\/)?(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}))$/;
  if (id !== undefined && !pattern.test(id)) {
    throw new ServiceError('EncryptionFailure', 'Secrets Manager cannot use the KMS key.');
  }
}
