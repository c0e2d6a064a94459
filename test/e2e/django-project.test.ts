import { describe, expect, it } from 'vitest';
import { deployedVariables, findMissingTools, manage } from '../fakes/quayside.js';

const SECRET = '5b'.repeat(32);

const missing = await findMissingTools();

describe.skipIf(missing.length > 0)('the project of the Django example', () => {
  it.each([
    ['dev', 'staging'],
    ['prd', 'production'],
  ])('passes the deployment checks of Django for %s', async (stage, environment) => {
    const variables = {
      ...deployedVariables(SECRET),
      POCKET_STAGE: stage,
      DJANGO_SETTINGS_MODULE: `quayside.settings.${environment}`,
    };
    await manage(['check', '--deploy', '--fail-level', 'WARNING'], variables);
  });

  it('passes its own tests', async () => {
    const variables = {
      ...deployedVariables(SECRET),
      DATABASE_URL: 'sqlite:///:memory:',
      DJANGO_SETTINGS_MODULE: 'quayside.settings.test',
      // On standard error its lines would stand between those of the report.
      LOG_FILE: '/dev/null',
    };
    const [, ran] = /^Ran (\d+) tests in .*\s+OK$/m.exec(await manage(['test'], variables)) ?? [];
    expect(Number(ran)).toBeGreaterThanOrEqual(90);
  });
});
