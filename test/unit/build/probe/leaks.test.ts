import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { createCertificate } from '../../../../build/preview/certificate.js';
import type { Result } from '../../../../build/probe/question.js';
import { type Fault, startGatedSite } from '../../../fakes/gated-site.js';
import { NOW, SECRET } from '../../../fakes/site.js';
import { fakeTerminal } from '../commands/fake-terminal.js';
import { ADDRESS_LEAKS } from './leaks/addresses.js';
import { ANSWER_LEAKS } from './leaks/answers.js';
import { VISITOR_LEAKS } from './leaks/cookies-and-caches.js';
import { FILE_LEAKS } from './leaks/files.js';
import type { Leak } from './leaks/leak.js';

const LEAKS = [...FILE_LEAKS, ...ANSWER_LEAKS, ...VISITOR_LEAKS, ...ADDRESS_LEAKS];

// Node.js takes a certificate by the clock of the machine.
const TLS = createCertificate(Math.floor(Date.now() / 1000));

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'probe-'));
});

afterAll(() => rm(cwd, { recursive: true }));

/** Probes a site with the command, and gives its results. */
async function probe(fault: Fault | undefined, leak: Partial<Leak>, isSecure: boolean) {
  const { cookieName = 'pocket-spa-token', config = {} } = leak;
  const site = await startGatedSite({
    secret: SECRET,
    now: NOW,
    cookieName,
    fault,
    tls: isSecure ? TLS : undefined,
  });
  const file = join(cwd, 'site.json');
  await writeFile(file, JSON.stringify({ cookieName, loginPath: '/login', ...config }));
  const terminal = fakeTerminal({ cwd, env: { SPA_TOKEN_SECRET: SECRET } });
  const status = await runCli(['probe', site.url, '--json', '--config', file], terminal);
  await site.close();
  const report = JSON.parse(terminal.lines.out.join('\n')) as { results: Result[] };
  const found = report.results
    .filter(({ verdict }) => verdict === 'open' || verdict === 'odd')
    .map(({ url, ...rest }) => ({ ...rest, target: url.replace(/^https?:\/\/[^/]+/, '') }));
  return { status, found };
}

describe.each([
  ['http', false],
  ['https', true],
])('a site over %s', (_, isSecure) => {
  it('has nothing open and nothing odd if it is closed', async () => {
    expect(await probe(undefined, {}, isSecure)).toEqual({ status: 0, found: [] });
  });

  const leaks = LEAKS.filter(({ needsTls }) => isSecure || !needsTls);

  it.each(leaks)('shows $name', async (leak) => {
    const { status, found } = await probe(leak.fault, leak, isSecure);
    const { method = 'GET', target, verdict = 'open' } = leak.found;
    expect(found).toContainEqual(
      expect.objectContaining({ method, verdict, target: expect.stringMatching(target) }),
    );
    expect(status).toBe(verdict === 'open' ? 4 : 0);
    // An odd thing is not open as well.
    expect(found.filter((each) => verdict === 'odd' && each.verdict === 'open')).toEqual([]);
  });

  // The scheme changes nothing for those that need no TLS.
  it.each(leaks.filter(({ harmless, needsTls }) => harmless && (needsTls ?? !isSecure)))(
    'shows nothing for what looks like $name',
    async (leak) => {
      expect(await probe(leak.harmless, leak, isSecure)).toEqual({ status: 0, found: [] });
    },
  );
});
