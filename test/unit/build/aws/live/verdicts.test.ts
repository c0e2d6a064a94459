import { describe, expect, it } from 'vitest';
import { waitForLive } from '../../../../../build/aws/live/verdicts.js';
import { runDeploy } from '../deploy/deployment.js';
import { startWorld } from '../world.js';

const REMOVED = 'ab'.repeat(32);

type Answer = Readonly<Record<string, string>>;

const refusal = (reason: string): Answer => ({
  FunctionOutput: JSON.stringify({
    response: { statusCode: 503, headers: { 'x-spa-auth-reason': { value: reason } } },
  }),
});

/**
 * A deployed site whose LIVE answers the first run of TestFunction itself, and every later one with
 * this, so that only what it says of the removed secret differs.
 */
async function startSite(later: Answer) {
  const world = await startWorld();
  await runDeploy(world, {});
  const session = await world.session();
  const [secret] = Object.values(world.fake.stores.entries('pocket-spa-auth'));
  let runs = 0;
  session.aws.cloudfront.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        runs += commandName === 'TestFunctionCommand' ? 1 : 0;
        const { output } = result as { output: { TestResult?: object } };
        if (output.TestResult && runs > 1) {
          output.TestResult = { FunctionErrorMessage: '', ComputeUtilization: '20', ...later };
        }
        return result;
      },
    { step: 'initialize', priority: 'low' },
  );
  return { session, expected: { accepts: [secret!], refuses: [REMOVED] } as const };
}

describe('a removed secret', () => {
  it('is refused if LIVE says that the signature is bad', async () => {
    const { session, expected } = await startSite(refusal('bad_signature'));
    expect(await waitForLive(session, expected)).toBe(true);
  });

  it.each([
    ['has no secret', refusal('not_configured')],
    ['names another reason', refusal('expired')],
    ['answers without a reason', { FunctionOutput: '{"response":{"statusCode":302}}' }],
    ['answers with nothing', { FunctionOutput: '' }],
  ])('is not refused if LIVE %s', async (_title, answer) => {
    const { session, expected } = await startSite(answer);
    await expect(waitForLive(session, expected)).rejects.toMatchObject({ code: 'ERR_PATIENCE' });
  });

  it('is not refused if LIVE fails, which no waiting mends', async () => {
    const { session, expected } = await startSite({ FunctionErrorMessage: 'TypeError in 3' });
    await expect(waitForLive(session, expected)).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      exitCode: 4,
      message: expect.stringMatching(/failed in TestFunction: TypeError in 3; first: npx /),
    });
  });
});
