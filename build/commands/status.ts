import { MANAGING_TOOLS } from '../aws/managing-tools.js';
import type { FunctionStatus, Status } from '../aws/status/status.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openReadSession } from './open-session.js';
import { READ_OPTIONS, type SessionOptions } from './shared-options.js';

export const status: Command<SessionOptions> = {
  name: 'status',
  summary: 'Compare what is deployed with what the configuration builds',
  options: READ_OPTIONS,
  notes: 'Changes nothing. The exit status is 0 even if they differ; use doctor to find problems.',
  async run(options, terminal) {
    const { readStatus } = await import('../aws/status/status.js');
    const { session, build } = await openReadSession(options, terminal);
    session.progress.start(`read the state of ${session.deployment.name}`);
    const result = await readStatus(session, build);
    session.progress.end();
    if (options.json) {
      terminal.out(JSON.stringify(result));
    } else {
      await print(result, session.config.secret, terminal);
    }
    return undefined;
  },
};

async function print(result: Status, kind: 'kvs' | 'embedded', terminal: Terminal) {
  const { textStyles, formatTable } = await import('../host/format.js');
  const { bold, yellow } = textStyles(terminal.color);
  terminal.out(bold(result.name));
  terminal.out(
    formatTable([
      ['DEVELOPMENT', ...formatCopy(result.function.development)],
      ['LIVE', ...formatCopy(result.function.live)],
      ['store', ...(kind === 'kvs' ? formatStore(result) : ['none: the secret is built in', ''])],
      ['secret', ...formatSecret(result)],
      ['distribution', ...formatDistribution(result)],
      ...(result.metrics === null ? [] : [['last 24 hours', ...formatMetrics(result.metrics)]]),
    ]),
  );
  for (const reason of result.unseen) {
    terminal.err(yellow(`pocket-spa-auth: could not be read: ${reason}`));
  }
}

type Cells = readonly [state: string, details: string];

const ABSENT_CELLS: Cells = ['does not exist', ''];

const UNKNOWN_CELLS: Cells = ['unknown', ''];

function formatCopy(copy: Status['function']['live']): Cells {
  if (copy === null) {
    return ABSENT_CELLS;
  }
  if (copy === 'unknown') {
    return UNKNOWN_CELLS;
  }
  const { bytes, runtime, status, version } = copy;
  const maker = version === null ? 'not made by pocket-spa-auth' : `version ${version}`;
  return [describeComparison(copy), [maker, `${bytes} bytes`, runtime, status].join(', ')];
}

function describeComparison({ equal }: FunctionStatus): string {
  if (equal === null) {
    return 'cannot be compared';
  }
  return equal ? 'as built' : 'differs from the build';
}

function formatStore({ store }: Status): Cells {
  if (store === null) {
    return ABSENT_CELLS;
  }
  if (store === 'unknown') {
    return UNKNOWN_CELLS;
  }
  const { status, associated, entries, bytes } = store;
  const association =
    associated === null ? [] : [associated ? 'associated with LIVE' : 'not associated with LIVE'];
  const content =
    entries === null ? [] : [`${entries} ${entries === 1 ? 'entry' : 'entries'}, ${bytes} bytes`];
  return [status, [...association, ...content].join(', ')];
}

function formatSecret({ secret }: Status): Cells {
  if (secret === null) {
    return ABSENT_CELLS;
  }
  if (secret === 'unknown') {
    return UNKNOWN_CELLS;
  }
  const { secrets, fingerprint, equal, mark, next } = secret;
  const comparison =
    equal === null ? [] : [equal ? 'same as in the store' : 'differs from the store'];
  const step = next ? `; ${mark}, ${next.step} from ${new Date(next.at * 1000).toISOString()}` : '';
  const ring = `${secrets} in the ring, ${[`fingerprint ${fingerprint}`, ...comparison].join(', ')}`;
  return ['exists', ring + step];
}

function formatDistribution({ distribution }: Status): Cells {
  if (distribution === null) {
    return ['none', ''];
  }
  if (distribution === 'unknown') {
    return UNKNOWN_CELLS;
  }
  const { id, status, enabled, managedBy, guarded, open } = distribution;
  const list = (patterns: readonly string[]) => patterns.join(' ') || 'none';
  const state = enabled ? status : `${status}, disabled`;
  const manager = managedBy === null ? '' : `; attached by ${MANAGING_TOOLS[managedBy].name}`;
  return [state, `${id}${manager}; protected: ${list(guarded)}; open: ${list(open)}`];
}

function formatMetrics(metrics: Exclude<Status['metrics'], null>): Cells {
  if (metrics === 'unknown') {
    return UNKNOWN_CELLS;
  }
  const { errors, throttles, compute } = metrics;
  const used = compute === null ? [] : [`compute utilization ${Math.round(compute)} %`];
  const state = errors + throttles === 0 ? 'no failure' : 'failures';
  return [state, [`${errors} failed`, `${throttles} throttled`, ...used].join(', ')];
}
