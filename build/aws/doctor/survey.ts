import type { Distribution, DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { EdgeFunction } from '../../compile/build.js';
import type { Deployment } from '../../config/deployment.js';
import type { Build } from '../deploy/state.js';
import { AwsError, ifThere } from '../errors.js';
import { readContent, readEntry, type StoreContent, TOKEN_SECRET } from '../resources/entries.js';
import { type FunctionState, readFunction } from '../resources/functions.js';
import { parseStoredRing, ringText, type StoredRing } from '../resources/ring.js';
import { readSecret, type SecretVersion } from '../resources/secret.js';
import { readStore, type StoreState } from '../resources/stores.js';
import type { Mark } from '../rotate/marks.js';
import { positionOf } from '../rotate/position.js';
import { readMark } from '../rotate/state.js';
import type { Position } from '../rotate/ways/way.js';
import type { Session } from '../session.js';
import { into, known, type Look, look, NOTHING } from './look.js';

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
  readonly built: Look<EdgeFunction | undefined>;
  readonly development: Look<FunctionState | undefined>;
  readonly live: Look<FunctionState | undefined>;
  readonly store: Look<StoreState | undefined>;
  readonly content: Look<StoreContent | undefined>;
  /** The value of the store's `token_secret`. */
  readonly stored: Look<StoredRing | undefined>;
  readonly current: Look<SecretVersion | undefined>;
  readonly previous: Look<SecretVersion | undefined>;
  readonly pending: Look<SecretVersion | undefined>;
  /** What `rotate` made the current secrets by. */
  readonly mark: Look<Mark | undefined>;
  readonly distribution: Look<SurveyedDistribution | undefined>;
}

/**
 * Reads everything that `status` and `doctor` speak of, and changes nothing.
 *
 * @throws the first refusal where AWS let nothing be seen at all.
 */
export async function surveyOf(session: Session, build: Build): Promise<Survey> {
  const [functions, stores, secrets, distribution] = await Promise.all([
    lookAtFunctions(session),
    lookAtStore(session),
    lookAtSecret(session),
    lookAtDistribution(session),
  ]);
  const mark = await into(secrets.current, (current) =>
    readMark(session, current, known(stores.stored)?.secrets),
  );
  const looks = [...Object.values(functions), stores.store, secrets.current];
  const refusals = looks.flatMap((each) => (each.seen ? [] : [each.refusal]));
  if (refusals.length === looks.length && refusals.every((each) => each instanceof AwsError)) {
    throw refusals[0];
  }
  const built =
    session.config.secret === 'kvs'
      ? await look(() => build(undefined))
      : await into(secrets.current, ({ secrets: ring }) => build(ringText(ring)));
  return { built, ...functions, ...stores, ...secrets, mark, distribution };
}

/** Where a rotation stands; undefined where there is no secret, or nobody could look. */
export function rotationIn(survey: Survey, deployment: Deployment): Position | undefined {
  const current = known(survey.current);
  if (!current) return undefined;
  const previous = known(survey.previous);
  const pending = known(survey.pending);
  const versions = { current, previous, pending, mark: known(survey.mark) };
  return positionOf({ deployment, versions, store: { ring: known(survey.stored) } }, true);
}

async function lookAtFunctions({ aws, deployment: { name } }: Session) {
  return {
    development: await look(() => readFunction(aws, name, 'DEVELOPMENT')),
    live: await look(() => readFunction(aws, name, 'LIVE')),
  };
}

async function lookAtStore({ aws, config, deployment: { name } }: Session) {
  if (config.secret === 'embedded') return { store: NOTHING, content: NOTHING, stored: NOTHING };
  const store = await look(() => readStore(aws, name));
  // Until it is READY the data plane knows nothing of it.
  const ready: Look<StoreState | undefined> =
    store.seen && store.value?.status !== 'READY' ? NOTHING : store;
  const ring = await into(ready, ({ arn }) => readEntry(aws, arn, TOKEN_SECRET));
  const place = `${TOKEN_SECRET} of the KeyValueStore ${name}`;
  return {
    store,
    content: await into(ready, ({ arn }) => readContent(aws, arn)),
    stored: await into(ring, async (value) => parseStoredRing(value, place)),
  };
}

async function lookAtSecret({ aws, deployment }: Session) {
  return {
    current: await look(() => readSecret(aws, deployment)),
    previous: await look(() => readSecret(aws, deployment, 'AWSPREVIOUS')),
    pending: await look(() => readSecret(aws, deployment, 'AWSPENDING')),
  };
}

async function lookAtDistribution({ aws, deployment: { distribution: id } }: Session) {
  if (id === undefined) return NOTHING;
  return look(async () => {
    const found = await ifThere(aws.cloudfront.getDistribution({ Id: id }));
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
