import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findMissingServerTools,
  type QuaysideServer,
  startQuaysideServer,
} from '../fakes/quayside-server.js';

const SECRET = '5b'.repeat(32);
const INSTALLATION = 300_000;

const missing = await findMissingServerTools();

describe.skipIf(missing.length > 0)('the Django example on a server', () => {
  let quayside: QuaysideServer;

  beforeAll(async () => {
    quayside = await startQuaysideServer(SECRET);
  }, INSTALLATION);
  afterAll(async () => {
    expect(await quayside?.stop()).toBe(0);
  });

  it('keeps the accounts in PostgreSQL', async () => {
    expect(await quayside.query('SELECT email FROM people_person ORDER BY email')).toBe(
      'ada@example.com\ngrace@example.com',
    );
    expect(await quayside.query('SELECT version()')).toContain('PostgreSQL');
  });

  it('passes the deployment checks of Django', async () => {
    const args = ['check', '--deploy', '--fail-level', 'WARNING'];
    await quayside.manage(args, { DJANGO_SETTINGS_MODULE: 'quayside.settings.production' });
  });
});
