import { differentAnswers, type Question, sameAnswer } from './questions.js';
import type { Side } from './sides.js';

const SecretId = 'shop/dev';
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const C = 'c'.repeat(32);
const D = 'd'.repeat(32);
const ASIDE = { VersionStages: ['AWSPENDING'] };

const create = ({ secrets }: Side, change: object = {}) =>
  secrets.createSecret({
    Name: SecretId,
    SecretString: 'text of a',
    ClientRequestToken: A,
    ...change,
  });
const put = ({ secrets }: Side, id: string, change: object = {}) =>
  secrets.putSecretValue({
    SecretId,
    SecretString: `text of ${id[0]}`,
    ClientRequestToken: id,
    ...change,
  });
const get = ({ secrets }: Side, by: object = {}) => secrets.getSecretValue({ SecretId, ...by });
const move = ({ secrets }: Side, VersionStage: string, by: object) =>
  secrets.updateSecretVersionStage({ SecretId, VersionStage, ...by });
const remove = ({ secrets }: Side, by: object = {}) => secrets.deleteSecret({ SecretId, ...by });

/** The labels of each version that has any, by the version's letter. */
async function labels({ secrets }: Side): Promise<Record<string, string>> {
  const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
  const labelled = Object.entries(VersionIdsToStages).filter(([, stages]) => stages.length > 0);
  return Object.fromEntries(labelled.map(([id, stages]) => [id[0], stages.toSorted().join()]));
}

/** Asked of a secret whose versions `a`, `b` and `c` are AWSPREVIOUS, AWSCURRENT and AWSPENDING. */
function ofThree(ask: (side: Side) => Promise<unknown>) {
  return async (side: Side) => {
    await create(side);
    await put(side, B);
    await put(side, C, ASIDE);
    return ask(side);
  };
}

/** What the labels are after a change. */
function labelsAfter(change: (side: Side) => Promise<unknown>) {
  return ofThree(async (side) => {
    await change(side);
    return labels(side);
  });
}

/** Asked of a secret that is marked for deletion. */
function ofDeleted(ask: (side: Side) => Promise<unknown>) {
  return ofThree(async (side) => {
    await remove(side);
    return ask(side);
  });
}

const NO_STATUS = 'the models give it no status, and AWS has been seen to answer 400';
const MISSING = {
  fake: 'ResourceNotFoundException 400',
  moto: 'ResourceNotFoundException 404',
  reason: NO_STATUS,
};
const REFUSED = 'InvalidParameterException 400';
const IS_A_CAUSE = 'the models name a secret scheduled for deletion as a cause of that error';
const MARKED = 'InvalidRequestException 400';
const TAKEN = 'ResourceExistsException 400';

export const SECRET_QUESTIONS: readonly Question[] = [
  differentAnswers('reads a secret that is not there', get, MISSING),
  differentAnswers(
    'reads a label that no version has',
    ofThree((side) => get(side, { VersionStage: 'mine' })),
    MISSING,
  ),
  differentAnswers(
    'reads a version that is not there',
    ofThree((side) => get(side, { VersionId: D })),
    MISSING,
  ),
  differentAnswers(
    'reads a version by a label that is not on it',
    ofThree((side) => get(side, { VersionId: A, VersionStage: 'AWSPENDING' })),
    { fake: MARKED, moto: 'InvalidRequestException 404', reason: NO_STATUS },
  ),
  sameAnswer(
    'reads by label, by id, and by the ARN with its end and without',
    ofThree(async (side) => {
      const { ARN = '' } = await get(side);
      const ways = [
        { VersionStage: 'AWSPENDING' },
        { VersionId: A },
        { SecretId: ARN },
        { SecretId: ARN.slice(0, -'-abcdef'.length) },
      ];
      const found = await Promise.all(ways.map((way) => get(side, way)));
      return found.map(({ SecretString, VersionStages }) => `${SecretString}: ${VersionStages}`);
    }),
    [
      'text of c: AWSPENDING',
      'text of a: AWSPREVIOUS',
      'text of b: AWSCURRENT',
      'text of b: AWSCURRENT',
    ],
  ),

  sameAnswer(
    'makes a secret of a name that is taken',
    ofThree((side) => create(side, { ClientRequestToken: D })),
    TAKEN,
  ),
  sameAnswer(
    'makes the same secret again',
    labelsAfter((side) => create(side)),
    { a: 'AWSPREVIOUS', b: 'AWSCURRENT', c: 'AWSPENDING' },
  ),
  sameAnswer(
    'makes another secret by the same token',
    ofThree((side) => create(side, { SecretString: 'other' })),
    TAKEN,
  ),
  sameAnswer(
    'puts a version without a value',
    ofThree((side) => put(side, D, { SecretString: undefined })),
    MARKED,
  ),
  differentAnswers(
    'puts a version with text and bytes',
    labelsAfter((side) => put(side, D, { SecretBinary: new Uint8Array([1]) })),
    {
      fake: REFUSED,
      moto: { b: 'AWSPREVIOUS', c: 'AWSPENDING', d: 'AWSCURRENT' },
      reason: 'AWS has been seen to refuse it',
    },
  ),
  sameAnswer(
    'puts a version that becomes the current one',
    labelsAfter((side) => put(side, D)),
    { b: 'AWSPREVIOUS', c: 'AWSPENDING', d: 'AWSCURRENT' },
  ),
  sameAnswer(
    'puts a version aside, in the place of another',
    labelsAfter((side) => put(side, D, ASIDE)),
    { a: 'AWSPREVIOUS', b: 'AWSCURRENT', d: 'AWSPENDING' },
  ),
  sameAnswer(
    'puts the first version aside',
    async (side) => {
      await side.secrets.createSecret({ Name: SecretId });
      const { VersionStages = [] } = await put(side, D, ASIDE);
      return VersionStages.toSorted();
    },
    ['AWSCURRENT', 'AWSPENDING'],
  ),
  sameAnswer(
    'puts the same version again',
    labelsAfter((side) => put(side, B)),
    { a: 'AWSPREVIOUS', b: 'AWSCURRENT', c: 'AWSPENDING' },
  ),
  sameAnswer(
    'puts another value by the same token',
    ofThree((side) => put(side, B, { SecretString: 'other' })),
    TAKEN,
  ),
  differentAnswers(
    'puts another value by the token of what was put aside',
    labelsAfter((side) => put(side, C, { SecretString: 'other', ...ASIDE })),
    {
      fake: TAKEN,
      moto: { a: 'AWSPREVIOUS', b: 'AWSCURRENT', c: 'AWSPENDING' },
      reason: 'PutSecretValue is described as never changing a version',
    },
  ),

  sameAnswer(
    'makes the version aside the current one',
    labelsAfter((side) => move(side, 'AWSCURRENT', { RemoveFromVersionId: B, MoveToVersionId: C })),
    { b: 'AWSPREVIOUS', c: 'AWSCURRENT,AWSPENDING' },
  ),
  differentAnswers(
    'puts a version after that',
    labelsAfter(async (side) => {
      await move(side, 'AWSCURRENT', { RemoveFromVersionId: B, MoveToVersionId: C });
      await put(side, D);
    }),
    {
      fake: { c: 'AWSPENDING,AWSPREVIOUS', d: 'AWSCURRENT' },
      moto: { b: 'AWSPREVIOUS', c: 'AWSCURRENT,AWSPENDING', d: 'AWSCURRENT' },
      reason: 'a label is on one version',
    },
  ),
  sameAnswer(
    'takes a label off a version',
    labelsAfter((side) => move(side, 'AWSPREVIOUS', { RemoveFromVersionId: A })),
    { b: 'AWSCURRENT', c: 'AWSPENDING' },
  ),
  sameAnswer(
    'takes a label off a version that does not have it',
    ofThree((side) => move(side, 'AWSPENDING', { RemoveFromVersionId: A })),
    REFUSED,
  ),
  differentAnswers(
    'takes AWSCURRENT off',
    labelsAfter((side) => move(side, 'AWSCURRENT', { RemoveFromVersionId: B })),
    {
      fake: REFUSED,
      moto: { b: 'AWSPREVIOUS', c: 'AWSPENDING' },
      reason: 'the label can be moved and never be taken off',
    },
  ),
  sameAnswer(
    'moves AWSCURRENT without naming the version that has it',
    ofThree((side) => move(side, 'AWSCURRENT', { MoveToVersionId: C })),
    REFUSED,
  ),
  sameAnswer(
    'moves AWSCURRENT off a version that does not have it',
    ofThree((side) => move(side, 'AWSCURRENT', { RemoveFromVersionId: A, MoveToVersionId: C })),
    REFUSED,
  ),
  differentAnswers(
    'moves another label without naming the version that has it',
    labelsAfter((side) => move(side, 'AWSPENDING', { MoveToVersionId: A })),
    {
      fake: REFUSED,
      moto: { a: 'AWSPENDING,AWSPREVIOUS', b: 'AWSCURRENT', c: 'AWSPENDING' },
      reason: 'UpdateSecretVersionStage is described as failing there',
    },
  ),
  differentAnswers(
    'moves a label to a version that is not there',
    ofThree((side) => move(side, 'AWSPENDING', { RemoveFromVersionId: C, MoveToVersionId: D })),
    {
      fake: 'ResourceNotFoundException 400',
      moto: REFUSED,
      reason: 'the models allow both, and it is not known what AWS answers',
    },
  ),

  sameAnswer(
    'deletes with too short a time to recover',
    ofThree((side) => remove(side, { RecoveryWindowInDays: 6 })),
    REFUSED,
  ),
  sameAnswer(
    'deletes by force and with time to recover',
    ofThree((side) => remove(side, { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true })),
    REFUSED,
  ),
  sameAnswer('reads what is deleted', ofDeleted(get), MARKED),
  sameAnswer('deletes what is deleted', ofDeleted(remove), MARKED),
  differentAnswers(
    'puts a version into what is deleted',
    ofDeleted(async (side) => {
      await put(side, D);
      return labels(side);
    }),
    {
      fake: MARKED,
      moto: { b: 'AWSPREVIOUS', c: 'AWSPENDING', d: 'AWSCURRENT' },
      reason: IS_A_CAUSE,
    },
  ),
  differentAnswers(
    'makes a secret of the name of what is deleted',
    ofDeleted((side) => create(side, { ClientRequestToken: D })),
    {
      fake: MARKED,
      moto: TAKEN,
      reason: IS_A_CAUSE,
    },
  ),
  sameAnswer(
    'restores it',
    ofDeleted(async (side) => {
      await side.secrets.restoreSecret({ SecretId });
      return labels(side);
    }),
    { a: 'AWSPREVIOUS', b: 'AWSCURRENT', c: 'AWSPENDING' },
  ),
  sameAnswer(
    'deletes by force what is not there',
    async (side) => (await remove(side, { ForceDeleteWithoutRecovery: true })).Name,
    SecretId,
  ),
];
