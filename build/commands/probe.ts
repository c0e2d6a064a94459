import { randomBytes } from 'node:crypto';
import { parseCookieInput, parseDash } from '../host/cookie-input.js';
import { EXIT, UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { loadEnvFile, warnOfOuterConfig } from './project.js';
import { CONFIG_OPTIONS, type ConfigOptions, toBuildOptions } from './shared-options.js';

interface ProbeOptions extends ConfigOptions {
  readonly token?: string;
  readonly origin?: URL;
  readonly json?: true;
}

/** How long the token of a probe is valid, in seconds. */
const TOKEN_SECONDS = 300;

const USER_ID = 'pocket-spa-auth-probe';

export const probe: Command<ProbeOptions> = {
  name: 'probe',
  summary: 'Ask a running site as a stranger, and tell what is open; needs no AWS',
  argument: { name: 'url', description: 'the start page, such as https://app.example.com' },
  options: [
    ...CONFIG_OPTIONS,
    {
      flags: '--token <->',
      description:
        '-: standard input is a token, or the value of a Cookie header (default: a token for five minutes, made from SPA_TOKEN_SECRET)',
      parse: parseDash('--token', 'token'),
    },
    {
      flags: '--origin <url>',
      description: 'the origin behind the site, such as the bucket, which is asked too',
      parse: (text) => parseAddress('--origin', text),
    },
    { flags: '--json', description: 'print one JSON object instead of the report' },
  ],
  tooManyArgumentsHint: 'give one URL, and the origin behind it with --origin',
  notes:
    'The exit status is 4 if anything is open, and 0 otherwise. A token finds what the site consists of; everything is then asked for without it. It is never printed, and goes to the site alone, over http only on this machine.',
  async run(options, terminal, target) {
    const url = parseAddress('probe', target);
    const { config: file, ...source } = toBuildOptions(options, terminal);
    const [
      { loadConfig },
      { createProgress },
      probing,
      { formatReport },
      { redact },
      { mayTakeToken },
    ] = await Promise.all([
      import('../config/load.js'),
      import('../host/progress.js'),
      import('../probe/probe.js'),
      import('../probe/report.js'),
      import('../config/redact.js'),
      import('../probe/visitor.js'),
    ]);
    await warnOfOuterConfig(options, terminal);
    await loadEnvFile(options, terminal);
    const loaded = await loadConfig({ file, ...source });
    const { cookieName } = loaded.config;
    const secrets = await readSecrets(terminal);
    const credentials = await readCredentials(options, terminal, cookieName);
    const progress = await createProgress(terminal);
    progress.start(`asking ${url.host}`);
    const report = await probing
      .probe({
        url,
        origin: options.origin,
        config: loaded.file === undefined ? undefined : loaded.config,
        cookieName,
        credentials,
        worthless: await makeWorthless(terminal, mayTakeToken(url)),
        nonce: `probe-${randomBytes(6).toString('hex')}`,
        onRequest: (count) => progress.update(`${count} requests`),
      })
      .catch((error: unknown) => {
        progress.fail();
        throw error;
      });
    progress.end();
    const { results, counts, notes, requests } = redact(report, secrets);
    for (const note of notes) {
      terminal.err(`pocket-spa-auth: note: ${note}`);
    }
    terminal.out(
      options.json
        ? JSON.stringify({ results, counts })
        : formatReport(url, { results, counts, notes, requests }, terminal.color),
    );
    return counts.open > 0 ? EXIT.open : undefined;
  },
};

/** Reads the address of a site. */
function parseAddress(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    url.username + url.password + url.search + url.hash === '' &&
    !/[\\?#@]/.test(text);
  if (isPlain) {
    return url;
  }
  const hint =
    /^[\w.-]+(?::\d+)?(?:\/\S*)?$/.test(text) && !text.includes('://')
      ? `; did you mean https://${text}?`
      : '';
  throw new UsageError(
    `${flag}: found ${describeText(text)}; allowed: an http: or https: URL without user name, query and fragment${hint}`,
  );
}

async function readSecrets({ env }: Terminal): Promise<readonly string[]> {
  if (!env.SPA_TOKEN_SECRET) {
    return [];
  }
  const { parseRing } = await import('../config/key-ring.js');
  return parseRing(env.SPA_TOKEN_SECRET, 'SPA_TOKEN_SECRET');
}

/** What the probe logs in with; undefined without a token and a secret. */
async function readCredentials(options: ProbeOptions, terminal: Terminal, cookieName: string) {
  const { createCredentials } = await import('../probe/credentials.js');
  if (options.token !== undefined) {
    const text = await terminal.readLine('token or cookie: ');
    return createCredentials(parseCookieInput(text, cookieName, '--token').header, cookieName);
  }
  const secret = terminal.env.SPA_TOKEN_SECRET;
  if (!secret) {
    return undefined;
  }
  const { generateToken } = await import('../../signer/index.js');
  const now = terminal.clock.now();
  const token = generateToken(USER_ID, { secret, now, maxAge: TOKEN_SECONDS });
  return createCredentials(`${cookieName}=${token}`, cookieName);
}

/**
 * Tokens that no edge may accept: one that has expired long before any clock tolerance, signed if
 * there is a secret and nobody can listen, and one whose MAC is random.
 */
async function makeWorthless({ env, clock }: Terminal, maySign: boolean) {
  const { generateSecret, generateToken } = await import('../../signer/index.js');
  const [stranger, now] = [generateSecret(), clock.now()];
  const secret = (maySign && env.SPA_TOKEN_SECRET) || stranger;
  return {
    expired: generateToken(USER_ID, { secret, now: now - WEEK, maxAge: 60 }),
    forged: generateToken(USER_ID, { secret: stranger, now, maxAge: TOKEN_SECONDS }),
  };
}

const WEEK = 604_800;
