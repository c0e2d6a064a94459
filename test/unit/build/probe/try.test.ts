import { expect, it } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { createCertificate } from '../../../../build/preview/certificate.js';
import { startGatedSite } from '../../../fakes/gated-site.js';
import { fakeTerminal } from '../commands/fake-terminal.js';
const SECRET = '5e'.repeat(32);
it.each([undefined, createCertificate(Math.floor(Date.now()/1000))])('x', async (tls) => {
  const site = await startGatedSite({ secret: SECRET, now: 1_800_000_000, tls });
  const terminal = fakeTerminal({ cwd: '/tmp/wt', env: { SPA_TOKEN_SECRET: SECRET } });
  const t = Date.now();
  const status = await runCli(['probe', site.url], terminal);
  console.log(status, Date.now() - t, terminal.lines.out.join('\n'), terminal.lines.err.join('\n'));
  console.log(site.requests.filter(r=>r.cookie).map(r=>r.target).join(' '));
  await site.close();
});
