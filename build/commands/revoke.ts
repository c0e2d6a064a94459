import { CLOCK_LEEWAY, isEffectiveNow, type RevokeRequest } from '../aws/revoke/request.js';
import type { RevokeResult } from '../aws/revoke/revoke.js';
import { UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openSession } from './open-session.js';
import { confirmByName, formatSteps, summarizeSteps } from './plan-report.js';
import { CHANGE_OPTIONS, type ChangeOptions, secondsParser } from './shared-options.js';

interface RevokeOptions extends ChangeOptions {
  readonly allBefore?: number | 'now';
  readonly lift?: true;
  readonly liftEverybody?: true;
  readonly prune?: true;
  readonly maxAge?: number;
}

const USER_ID = {
  name: 'userId',
  description: 'the user to log out, or - to read the id from standard input',
  optional: true,
} as const;

// No browser keeps a cookie for longer (RFC 6265bis), and a cut-off in the far future would refuse
// everybody who logs in until then.
const MAX_DAYS = 400;

export const revoke: Command<RevokeOptions> = {
  name: 'revoke',
  summary: 'Log out a user everywhere, or everybody, at the edge',
  argument: USER_ID,
  options: [
    {
      flags: '--all-before <time>',
      description:
        'log out everybody whose token was issued up to this time: Unix seconds, ISO 8601 with a time zone, or now',
      parse: parseTime,
    },
    {
      flags: '--lift',
      description: "remove the user's cut-off: tokens that it refused are valid again",
    },
    {
      flags: '--lift-everybody',
      description:
        "remove the cut-off for everybody, even if its text is not valid; users' cut-offs remain",
    },
    { flags: '--prune', description: 'only remove expired cut-offs' },
    {
      flags: '--max-age <seconds>',
      description: 'the longest lifetime of a token (default: deploy.maxAge of the configuration)',
      parse: secondsParser('--max-age', MAX_DAYS * 86_400),
    },
    ...CHANGE_OPTIONS,
  ],
  notes: `The LIVE function has to be built with "revocation": true. Tokens issued up to the time of the revocation are refused. If
backends use different lifetimes, later tokens with a shorter lifetime may be refused too. End the user's session in the backend too.`,
  async run(options, terminal, argument) {
    const userId = argument === '-' ? await terminal.readLine('user id: ') : argument;
    const request = parseRequest(options, userId);
    const { revoke } = await import('../aws/revoke/revoke.js');
    const session = await openSession(options, terminal);
    const { maxAge } = options;
    const { formatTime } = await import('../host/format.js');
    const result = await revoke(session, request, {
      maxAge,
      dryRun: options.dryRun === true,
      confirm: (plan, issuedUpTo) =>
        confirmByName(
          {
            command: 'revoke',
            name: session.deployment.name,
            plan,
            consequences: [
              `everybody whose token was issued up to ${formatTime(issuedUpTo)} is logged out at once`,
            ],
          },
          options,
          terminal,
        ),
    });
    for (const warning of result.warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    const { name } = session.deployment;
    if (options.json) {
      terminal.out(JSON.stringify(summarize(name, request, result)));
    } else {
      await print(request, result, options, terminal);
    }
    return undefined;
  },
};

function parseRequest(options: RevokeOptions, userId: string): RevokeRequest {
  const { allBefore, lift, liftEverybody, prune } = options;
  const given = [userId !== '', allBefore !== undefined, liftEverybody, prune].filter(Boolean);
  if (given.length !== 1 || (lift && userId === '')) {
    throw new UsageError(
      `revoke: ${given.length === 0 ? 'no user id is given' : 'these arguments cannot be combined'}; allowed: a user id, alone or with --lift, or one of --all-before <time>, --lift-everybody and --prune`,
    );
  }
  if (prune) {
    return { kind: 'prune' };
  }
  if (liftEverybody) {
    return { kind: 'lift-everybody' };
  }
  if (allBefore !== undefined) {
    return { kind: 'everybody', before: allBefore };
  }
  return { kind: lift ? 'lift' : 'user', userId };
}

const ISO_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

function parseTime(text: string): number | 'now' {
  if (text === 'now') {
    return text;
  }
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) {
    return Number(text);
  }
  const [, minute = ''] = ISO_TIME.exec(text) ?? [];
  const time = Math.floor(Date.parse(text) / 1000);
  // `Date` would accept February 30 as March 2.
  if (minute !== '' && new Date(`${minute}Z`).toJSON()?.startsWith(minute) && time >= 0) {
    return time;
  }
  throw new UsageError(
    `--all-before: found ${describeText(text)}; allowed: Unix seconds, a time with a time zone such as 2027-01-31T08:00:00Z, or now`,
  );
}

/** The JSON output. It does not contain the user id. */
function summarize(name: string, { kind }: RevokeRequest, result: RevokeResult) {
  const { plan, done, issuedUpTo, cutOff, pruned, content } = result;
  return {
    name,
    wish: kind,
    ...summarizeSteps(plan, done),
    issuedUpTo: issuedUpTo ?? null,
    cutOff: cutOff ?? null,
    pruned,
    keyValueStore: content ? { entries: content.items, bytes: content.bytes } : null,
  };
}

async function print(
  request: RevokeRequest,
  result: RevokeResult,
  options: RevokeOptions,
  terminal: Terminal,
) {
  const { groupDigits, textStyles } = await import('../host/format.js');
  const { green, yellow } = textStyles(terminal.color);
  const { plan, content, pruned } = result;
  if (plan.length === 0) {
    terminal.out(`${green('nothing to do')}  ${await describeNothingToDo(request, result)}`);
  } else if (options.dryRun) {
    terminal.out(`planned  ${await describeRequest(request, result)}`);
    for (const line of formatSteps(plan)) {
      terminal.out(line);
    }
    terminal.out(yellow('\nnothing was changed'));
  } else {
    terminal.out(`${green('done')}  ${await describeRequest(request, result)}`);
    for (const line of listConsequences(request)) {
      terminal.out(line);
    }
  }
  if (content) {
    const entries = content.items === 1 ? '1 entry' : `${groupDigits(content.items)} entries`;
    const kilobytes = groupDigits(Math.ceil(content.bytes / 1000));
    const removed = pruned > 0 ? `, ${groupDigits(pruned)} pruned` : '';
    terminal.out(`${entries}, ${kilobytes} kB of 5 MB${removed}`);
  }
}

const TAKES_EFFECT = 'this takes effect at every edge location within seconds';

function listConsequences(request: RevokeRequest): readonly string[] {
  const laterLogins = isEffectiveNow(request)
    ? `the time includes ${CLOCK_LEEWAY} s for backends whose clock is ahead: a user who logs in within these seconds has to log in again`
    : 'users who have logged in after this time are not affected';
  switch (request.kind) {
    case 'user':
      return [
        `${TAKES_EFFECT}; ${laterLogins}`,
        "end the user's session in the backend too: a session that renews the cookie would issue a new token",
      ];
    case 'everybody':
      return [
        `${TAKES_EFFECT}; ${laterLogins}`,
        'end the sessions in the backend too: a session that renews the cookie would issue a new token',
      ];
    case 'lift':
      return [TAKES_EFFECT];
    case 'lift-everybody':
      return [
        `${TAKES_EFFECT}; tokens that the cut-off refused are valid again: revoke the users who must stay logged out`,
      ];
    case 'prune':
      return [];
  }
}

/** The request in one line. Only this line and that of `describeNothingToDo` show the user id. */
async function describeRequest(
  request: RevokeRequest,
  { issuedUpTo }: RevokeResult,
): Promise<string> {
  const { formatTime, quoteForTerminal } = await import('../host/format.js');
  switch (request.kind) {
    case 'user':
      return `log out ${quoteForTerminal(request.userId)}: every token issued up to ${formatTime(issuedUpTo!)} is refused`;
    case 'everybody':
      return `log out everybody: every token issued up to ${formatTime(issuedUpTo!)} is refused`;
    case 'lift':
      return `remove the cut-off of ${quoteForTerminal(request.userId)}`;
    case 'lift-everybody':
      return 'remove the cut-off for everybody';
    case 'prune':
      return 'remove the expired cut-offs';
  }
}

async function describeNothingToDo(
  request: RevokeRequest,
  { cutOff }: RevokeResult,
): Promise<string> {
  const { quoteForTerminal } = await import('../host/format.js');
  switch (request.kind) {
    case 'user':
      return `${quoteForTerminal(request.userId)} already has this cut-off or a later one`;
    case 'everybody':
      return cutOff === undefined
        ? 'every token issued up to then has expired'
        : 'everybody already has this cut-off or a later one';
    case 'lift':
      return `${quoteForTerminal(request.userId)} has no cut-off`;
    case 'lift-everybody':
      return 'there is no cut-off for everybody';
    case 'prune':
      return 'no cut-off has expired';
  }
}
