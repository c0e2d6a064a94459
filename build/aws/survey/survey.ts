import type { Distribution, DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { EdgeFunction } from '../../compile/build.js';
import type { Deployment } from '../../config/deployment.js';
import { formatRing, parseStoredRing, type StoredRing } from '../../config/key-ring.js';
import { STORE_KEYS_PER_CALL } from '../../platform/limits.js';
import { AwsError, undefinedIfMissing } from '../errors.js';
import { type FunctionState, readFunction, supportsRevocation } from '../resources/functions.js';
import {
  readContent,
  readEntry,
  readStore,
  type StoreContent,
  type StoreState,
  TOKEN_SECRET_KEY,
} from '../resources/key-value-store.js';
import { readSecret, type SecretVersion } from '../resources/secrets-manager.js';
import { type Mark, readMark } from '../rotate/state.js';
import { findPosition, type Position } from '../rotate/strategy.js';
import type { Build, Session } from '../session.js';
import { ABSENT, type Observation, observe, observed, observeFurther } from './observation.js';

/** A distribution with how far its last change has come. */
export interface SurveyedDistribution {
  readonly id: string;
  /** `Deployed`, and `InProgress` until every edge has its last change. */
  readonly status: string;
  readonly domainName: string;
  readonly config: DistributionConfig;
}

/** All of one stage as it is in AWS, beside what it would be built to; `undefined` stands for what is not there. */
export interface Survey {
  /** Undefined where an embedded build has no secret to be built with. */
  readonly built: Observation<EdgeFunction | undefined>;
  readonly development: Observation<FunctionState | undefined>;
  readonly live: Observation<FunctionState | undefined>;
  readonly store: Observation<StoreState | undefined>;
  readonly content: Observation<StoreContent | undefined>;
  /** The value of the store's `token_secret`. */
  readonly stored: Observation<StoredRing | undefined>;
  readonly current: Observation<SecretVersion | undefined>;
  readonly previous: Observation<SecretVersion | undefined>;
  readonly pending: Observation<SecretVersion | undefined>;
  /** What `rotate` made the current secrets by. */
  readonly mark: Observation<Mark | undefined>;
  readonly distribution: Observation<SurveyedDistribution | undefined>;
}

/**
 * Reads everything that `status` and `doctor` speak of, and changes nothing.
 *
 * @throws the first refusal where AWS let nothing be seen at all.
 */
export async function surveyStage(session: Session, build: Build): Promise<Survey> {
  const [functions, stores, secrets, distribution] = await Promise.all([
    lookAtFunctions(session),
    lookAtStore(session),
    lookAtSecret(session),
    lookAtDistribution(session),
  ]);
  const mark = await observeFurther(secrets.current, (current) =>
    readMark(session, current, observed(stores.stored)?.secrets),
  );
  const looks = [...Object.values(functions), stores.store, secrets.current];
  const refusals = looks.flatMap((each) => (each.seen ? [] : [each.refusal]));
  if (refusals.length === looks.length && refusals.every((each) => each instanceof AwsError)) {
    throw refusals[0];
  }
  const built =
    session.config.secret === 'kvs'
      ? await observe(() => build(undefined))
      : await observeFurther(secrets.current, ({ secrets: ring }) => build(formatRing(ring)));
  return { built, ...functions, ...stores, ...secrets, mark, distribution };
}

/** Where a rotation stands; undefined where there is no secret, or nobody could look. */
export function rotationPosition(survey: Survey, deployment: Deployment): Position | undefined {
  const current = observed(survey.current);
  if (!current) {
    return undefined;
  }
  const previous = observed(survey.previous);
  const pending = observed(survey.pending);
  const versions = { current, previous, pending, mark: observed(survey.mark) };
  return findPosition({ deployment, versions, store: { ring: observed(survey.stored) } }, true);
}

async function lookAtFunctions({ aws, deployment: { name } }: Session) {
  return {
    development: await observe(() => readFunction(aws, name, 'DEVELOPMENT')),
    live: await observe(() => readFunction(aws, name, 'LIVE')),
  };
}

async function lookAtStore({ aws, config, deployment: { name } }: Session) {
  if (config.secret === 'embedded') {
    return { store: ABSENT, content: ABSENT, stored: ABSENT };
  }
  const store = await observe(() => readStore(aws, name));
  // Until it is READY the data plane knows nothing of it.
  const ready: Observation<StoreState | undefined> =
    store.seen && store.value?.status !== 'READY' ? ABSENT : store;
  const ring = await observeFurther(ready, ({ arn }) => readEntry(aws, arn, TOKEN_SECRET_KEY));
  const place = `${TOKEN_SECRET_KEY} of the KeyValueStore ${name}`;
  return {
    store,
    content: await observeFurther(ready, ({ arn }) => readContent(aws, arn)),
    stored: await observeFurther(ring, async (value) => parseStoredRing(value, place)),
  };
}

async function lookAtSecret({ aws, deployment }: Session) {
  return {
    current: await observe(() => readSecret(aws, deployment)),
    previous: await observe(() => readSecret(aws, deployment, 'AWSPREVIOUS')),
    pending: await observe(() => readSecret(aws, deployment, 'AWSPENDING')),
  };
}

async function lookAtDistribution({ aws, deployment: { distribution: id } }: Session) {
  if (id === undefined) {
    return ABSENT;
  }
  return observe(async () => {
    const found = await undefinedIfMissing(aws.cloudfront.getDistribution({ Id: id }));
    return found && surveyed(id, found.Distribution!);
  });
}

function surveyed(id: string, found: Distribution): SurveyedDistribution {
  return {
    id,
    status: found.Status ?? '',
    domainName: found.DomainName ?? '',
    config: found.DistributionConfig!,
  };
}

/** The cut-offs of users, one page of them, where LIVE does not ask for any: to find one is enough. */
export async function observeUserCutOffs(
  { aws }: Session,
  { live, store, content }: Survey,
): Promise<Observation<readonly string[] | undefined>> {
  const running = observed(live);
  // The ring is an entry too.
  if (!running || supportsRevocation(running) || (observed(content)?.items ?? 0) < 2) {
    return ABSENT;
  }
  return observeFurther(store, async ({ arn }) => {
    const { Items = [] } = await aws.keyValueStore.listKeys({
      KvsARN: arn,
      MaxResults: STORE_KEYS_PER_CALL,
    });
    return Items.flatMap(({ Key, Value }) => (Key?.startsWith('revoked:') ? [Value ?? ''] : []));
  });
}
