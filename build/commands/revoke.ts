import { CLOCK_LEEWAY, isEffectiveNow, type RevokeRequest } from '../aws/revoke/request.js';
import type { RevokeResult } from '../aws/revoke/revoke.js';
import { UsageError } from '../host/errors.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { CHANGE_OPTIONS, type ChangeOptions, openSession } from './open-session.js';

interface RevokeOptions extends ChangeOptions {
  readonly allBefore?: number | 'now';
  readonly lift?: true;
  readonly liftEverybody?: true;
  readonly prune?: true;
  readonly maxAge?: number;
}

const USER_ID = {
  name: 'userId',
  text: 'whom to log out, or - to read it from standard input',
  optional: true,
} as const;

export const revoke: Command<RevokeOptions> = {
  name: 'revoke',
  summary: 'Log out a user everywhere, or everybody, at the edge',
  argument: USER_ID,
  options: [
    {
      flags: '--all-before <time>',
      text: 'everybody whose token was issued up to then: Unix seconds, ISO 8601 with its zone, or now',
      parse: timeOf,
    },
    { flags: '--lift', text: "take the user's cut-off back: tokens that were cut off hold again" },
    {
      flags: '--lift-everybody',
      text: "take everybody's cut-off back, whatever stands in its place; those of users stay",
    },
    { flags: '--prune', text: 'remove what has run out, and nothing else' },
    {
      flags: '--max-age <seconds>',
      text: 'the longest lifetime of a token (default: deploy.maxAge of the configuration)',
      parse: lifetimeOf,
    },
    ...CHANGE_OPTIONS,
  ],
  notes: `Needs "revocation": true in the function that is LIVE. A token is refused if it was issued with the longest lifetime up to the
time of the revocation; one with a shorter lifetime may be refused a while longer. End the user's session in the backend too.`,
  async run(options, terminal, argument) {
    const userId = argument === '-' ? await terminal.readLine('user id: ') : argument;
    const wish = wishOf(options, userId);
    const { revoke } = await import('../aws/revoke/revoke.js');
    const session = await openSession(options, terminal);
    const { maxAge } = options;
    const result = await revoke(session, wish, { maxAge, dryRun: options.dryRun === true });
    for (const warning of result.warnings) {
      terminal.err(`pocket-spa-auth: warning: ${warning}`);
    }
    const { name } = session.deployment;
    if (options.json) {
      terminal.out(JSON.stringify(summaryOf(name, wish, result)));
    } else {
      await print(wish, result, options, terminal);
    }
    return undefined;
  },
};

function wishOf(options: RevokeOptions, userId: string): RevokeRequest {
  const { allBefore, lift, liftEverybody, prune } = options;
  const asked = [userId !== '', allBefore !== undefined, liftEverybody, prune].filter(Boolean);
  if (asked.length !== 1 || (lift && userId === '')) {
    throw new UsageError(
      `revoke: ${asked.length === 0 ? 'nobody is named' : 'too much is asked for'}; allowed: a user id, alone or with --lift, or one of --all-before <time>, --lift-everybody and --prune`,
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

// No browser keeps a cookie for longer (RFC 6265bis), and a slip of the hand would shut out whoever logs in until then.
const LONGEST_DAYS = 400;

function lifetimeOf(text: string): number {
  const most = LONGEST_DAYS * 86_400;
  if (/^\d{1,16}$/.test(text) && Number(text) <= most) {
    return Number(text);
  }
  throw new UsageError(
    `--max-age: found text of ${text.length} characters; allowed: a whole number of seconds, 0 to ${most}, which is ${LONGEST_DAYS} days`,
  );
}

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

function timeOf(text: string): number | 'now' {
  if (text === 'now') {
    return text;
  }
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) {
    return Number(text);
  }
  const [, minute = ''] = ISO.exec(text) ?? [];
  const time = Math.floor(Date.parse(text) / 1000);
  // `Date` takes the 30th of February for the 2nd of March.
  if (minute !== '' && new Date(`${minute}Z`).toJSON()?.startsWith(minute) && time >= 0) {
    return time;
  }
  throw new UsageError(
    `--all-before: found text of ${text.length} characters; allowed: Unix seconds, a time such as 2027-01-31T08:00:00Z with its zone, or now`,
  );
}

/** For programs; it names nobody. */
function summaryOf(name: string, { kind }: RevokeRequest, result: RevokeResult) {
  const { plan, done, issuedUpTo, cutOff, pruned, content } = result;
  return {
    name,
    wish: kind,
    plan: plan.map(({ id, title }) => ({ id, title })),
    done: done.map(({ id }) => id),
    issuedUpTo: issuedUpTo ?? null,
    cutOff: cutOff ?? null,
    pruned,
    keyValueStore: content ? { entries: content.items, bytes: content.bytes } : null,
  };
}

async function print(
  wish: RevokeRequest,
  result: RevokeResult,
  options: RevokeOptions,
  terminal: Terminal,
) {
  const { groupDigits, styles } = await import('../host/report.js');
  const { green, yellow } = styles(terminal.color);
  const { plan, content, pruned } = result;
  if (plan.length === 0) {
    terminal.out(`${green('nothing to do')}  ${await idle(wish, result)}`);
  } else if (options.dryRun) {
    terminal.out(`would  ${await told(wish, result)}`);
    for (const [i, { title }] of plan.entries()) {
      terminal.out(`  ${i + 1}  ${title}`);
    }
    terminal.out(yellow('\nnothing was changed'));
  } else {
    terminal.out(`${green('done')}  ${await told(wish, result)}`);
    for (const line of consequences(wish)) {
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

const SOON = 'every edge heeds it within seconds';

function consequences(wish: RevokeRequest): readonly string[] {
  const after = isEffectiveNow(wish)
    ? `the time has ${CLOCK_LEEWAY} s on it for backends whose clock is ahead: whoever logs in within them has to log in again`
    : 'whoever has logged in since is let in';
  switch (wish.kind) {
    case 'user':
      return [
        `${SOON}; ${after}`,
        "end the user's session in the backend too: one that renews the cookie would sign a new token",
      ];
    case 'everybody':
      return [
        `${SOON}; ${after}`,
        'end the sessions in the backend too: one that renews the cookie would sign a new token',
      ];
    case 'lift':
      return [SOON];
    case 'lift-everybody':
      return [`${SOON}; tokens that it refused hold again: cut off anew those that must not`];
    case 'prune':
      return [];
  }
}

/** What is wished for, in a line; the one place that names the user. */
async function told(wish: RevokeRequest, { issuedUpTo }: RevokeResult): Promise<string> {
  const { quoteForTerminal } = await import('../host/report.js');
  switch (wish.kind) {
    case 'user':
      return `log out ${quoteForTerminal(wish.userId)}: every token issued up to ${dateText(issuedUpTo!)} is refused`;
    case 'everybody':
      return `log out everybody: every token issued up to ${dateText(issuedUpTo!)} is refused`;
    case 'lift':
      return `lift the cut-off of ${quoteForTerminal(wish.userId)}`;
    case 'lift-everybody':
      return "lift everybody's cut-off";
    case 'prune':
      return 'remove the cut-offs that nobody needs any more';
  }
}

async function idle(wish: RevokeRequest, { cutOff }: RevokeResult): Promise<string> {
  const { quoteForTerminal } = await import('../host/report.js');
  switch (wish.kind) {
    case 'user':
      return `${quoteForTerminal(wish.userId)} has this cut-off already, or a later one`;
    case 'everybody':
      return cutOff === undefined
        ? 'every token issued up to then has expired'
        : 'everybody has this cut-off already, or a later one';
    case 'lift':
      return `${quoteForTerminal(wish.userId)} has no cut-off`;
    case 'lift-everybody':
      return 'there is no cut-off for everybody';
    case 'prune':
      return 'no cut-off has run out';
  }
}

function dateText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString()} (${seconds})`;
}
