import type { Distribution, DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { EdgeFunction } from '../../compile/build.js';
import type { Deployment } from '../../config/deployment.js';
import { formatRing, parseStoredRing, type StoredRing } from '../../config/key-ring.js';
import { STORE_KEYS_PER_CALL } from '../../platform/limits.js';
import { AwsError, undefinedIfMissing } from '../errors.js';
import { type FunctionState, readFunction, supportsRevocation } from '../resources/functions.js';
import {
  readEntry,
  readStore,
  readStoreContent,
  type StoreContent,
  type StoreState,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import { type Mark, readMark } from '../rotate/mark.js';
import { findPosition, type Position } from '../rotate/strategy.js';
import type { Build, Session } from '../session.js';
import { ABSENT, andThen, type ReadResult, tryRead, valueOrUndefined } from './read-result.js';

/** A distribution with the status of its last change. */
export interface SurveyedDistribution {
  readonly id: string;
  readonly arn: string;
  /** `InProgress` until every edge location has the last change, then `Deployed`. */
  readonly status: string;
  readonly domainName: string;
  readonly config: DistributionConfig;
}

/**
 * Everything of one stage in AWS, and the function that its configuration builds. An undefined
 * value does not exist.
 */
export interface Survey {
  /** The function that the configuration builds; undefined if an embedded build has no secret. */
  readonly built: ReadResult<EdgeFunction | undefined>;
  readonly development: ReadResult<FunctionState | undefined>;
  readonly live: ReadResult<FunctionState | undefined>;
  readonly store: ReadResult<StoreState | undefined>;
  readonly content: ReadResult<StoreContent | undefined>;
  /** The store's `token_secret`. */
  readonly stored: ReadResult<StoredRing | undefined>;
  readonly current: ReadResult<SecretVersion | undefined>;
  readonly previous: ReadResult<SecretVersion | undefined>;
  readonly pending: ReadResult<SecretVersion | undefined>;
  /** The step of `rotate` that made the current secrets. */
  readonly mark: ReadResult<Mark | undefined>;
  readonly distribution: ReadResult<SurveyedDistribution | undefined>;
}

/**
 * Reads everything that `status` and `doctor` report, and changes nothing.
 *
 * @throws the first error if AWS refused to show the functions, the store and the secret: most
 *   likely the credentials are wrong.
 */
export async function surveyStage(session: Session, build: Build): Promise<Survey> {
  const [functions, stores, secrets, distribution] = await Promise.all([
    readFunctions(session),
    readStoreAndRing(session),
    readSecretVersions(session),
    readSurveyedDistribution(session),
  ]);
  const mark = await andThen(secrets.current, (current) =>
    readMark(session, current, valueOrUndefined(stores.stored)?.secrets),
  );
  const results = [...Object.values(functions), stores.store, secrets.current];
  const errors = results.flatMap((each) => (each.ok ? [] : [each.error]));
  if (errors.length === results.length && errors.every((each) => each instanceof AwsError)) {
    throw errors[0];
  }
  const built =
    session.config.secret === 'kvs'
      ? await tryRead(() => build(undefined))
      : await andThen(secrets.current, ({ secrets: ring }) => build(formatRing(ring)));
  return { built, ...functions, ...stores, ...secrets, mark, distribution };
}

/** The position of the rotation; undefined if the secret does not exist or could not be read. */
export function findRotationPosition(survey: Survey, deployment: Deployment): Position | undefined {
  const current = valueOrUndefined(survey.current);
  if (!current) {
    return undefined;
  }
  const previous = valueOrUndefined(survey.previous);
  const pending = valueOrUndefined(survey.pending);
  const versions = { current, previous, pending, mark: valueOrUndefined(survey.mark) };
  return findPosition(
    { deployment, versions, store: { ring: valueOrUndefined(survey.stored) } },
    true,
  );
}

async function readFunctions({ aws, deployment: { name } }: Session) {
  return {
    development: await tryRead(() => readFunction(aws, name, 'DEVELOPMENT')),
    live: await tryRead(() => readFunction(aws, name, 'LIVE')),
  };
}

async function readStoreAndRing({ aws, config, deployment: { name } }: Session) {
  if (config.secret === 'embedded') {
    return { store: ABSENT, content: ABSENT, stored: ABSENT };
  }
  const store = await tryRead(() => readStore(aws, name));
  // The data plane does not find a store before it is READY.
  const ready: ReadResult<StoreState | undefined> =
    store.ok && store.value?.status !== 'READY' ? ABSENT : store;
  const ring = await andThen(ready, ({ arn }) => readEntry(aws, arn, TOKEN_SECRET_KEY));
  const place = `${TOKEN_SECRET_KEY} of the KeyValueStore ${name}`;
  return {
    store,
    content: await andThen(ready, ({ arn }) => readStoreContent(aws, arn)),
    stored: await andThen(ring, async (value) => parseStoredRing(value, place)),
  };
}

async function readSecretVersions({ aws, deployment }: Session) {
  return {
    current: await tryRead(() => readSecret(aws, deployment)),
    previous: await tryRead(() => readSecret(aws, deployment, 'AWSPREVIOUS')),
    pending: await tryRead(() => readSecret(aws, deployment, 'AWSPENDING')),
  };
}

/** Reads the configured distribution. */
export async function readSurveyedDistribution({
  aws,
  deployment: { distribution: id },
}: Session): Promise<ReadResult<SurveyedDistribution | undefined>> {
  if (id === undefined) {
    return ABSENT;
  }
  return tryRead(async () => {
    const found = await undefinedIfMissing(aws.cloudfront.getDistribution({ Id: id }));
    return found && toSurveyedDistribution(id, found.Distribution!);
  });
}

function toSurveyedDistribution(
  id: string,
  { ARN, Status, DomainName, DistributionConfig: config }: Distribution,
): SurveyedDistribution {
  return {
    id,
    arn: ARN ?? '',
    status: Status ?? '',
    domainName: DomainName ?? '',
    config: config!,
  };
}

/**
 * The values of users' cut-offs that LIVE ignores, because it is built without `revocation`. One
 * page is enough to find one.
 */
export async function readUserCutOffs(
  { aws }: Session,
  { live, store, content }: Survey,
): Promise<ReadResult<readonly string[] | undefined>> {
  const found = valueOrUndefined(live);
  // One entry is the key ring.
  if (!found || supportsRevocation(found) || (valueOrUndefined(content)?.items ?? 0) < 2) {
    return ABSENT;
  }
  return andThen(store, async ({ arn }) => {
    const { Items = [] } = await aws.keyValueStore.listKeys({
      KvsARN: arn,
      MaxResults: STORE_KEYS_PER_CALL,
    });
    return Items.flatMap(({ Key, Value }) => (Key?.startsWith('revoked:') ? [Value ?? ''] : []));
  });
}
