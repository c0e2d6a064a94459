import type { CopyStatus, Status } from '../aws/status/status.js';
import type { Terminal } from '../host/terminal.js';
import type { Command } from './command.js';
import { openReadSession, READ_OPTIONS, type SessionOptions } from './open-session.js';

export const status: Command<SessionOptions> = {
  name: 'status',
  summary: 'Show what is live against what the configuration builds',
  options: READ_OPTIONS,
  notes: 'Changes nothing. Exit status 0 where they differ, too: doctor judges.',
  async run(options, terminal) {
    const [{ surveyStage }, { summarizeStatus }] = await Promise.all([
      import('../aws/survey/survey.js'),
      import('../aws/status/status.js'),
    ]);
    const { session, build } = await openReadSession(options, terminal);
    session.progress.start(`look at ${session.deployment.name}`);
    const result = summarizeStatus(await surveyStage(session, build), session);
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
  const { styles, formatTable } = await import('../host/report.js');
  const { bold, yellow } = styles(terminal.color);
  terminal.out(bold(result.name));
  terminal.out(
    formatTable([
      ['DEVELOPMENT', ...copyCells(result.function.development)],
      ['LIVE', ...copyCells(result.function.live)],
      ['store', ...(kind === 'kvs' ? storeCells(result) : ['none: the secret is built in', ''])],
      ['secret', ...secretCells(result)],
      ['distribution', ...distributionCells(result)],
    ]),
  );
  for (const why of result.unseen) {
    terminal.err(yellow(`pocket-spa-auth: not seen: ${why}`));
  }
}

type Cells = readonly [is: string, more: string];

const ABSENT: Cells = ['not there', ''];

const UNKNOWN: Cells = ['not seen', ''];

function copyCells(copy: Status['function']['live']): Cells {
  if (copy === null) {
    return ABSENT;
  }
  if (copy === 'unknown') {
    return UNKNOWN;
  }
  const { bytes, runtime, status, version } = copy;
  const maker = version === null ? 'made by another' : `version ${version}`;
  return [comparison(copy), [maker, `${bytes} bytes`, runtime, status].join(', ')];
}

function comparison({ equal }: CopyStatus): string {
  if (equal === null) {
    return 'nothing to compare with';
  }
  return equal ? 'as built' : 'differs from the build';
}

function storeCells({ store }: Status): Cells {
  if (store === null) {
    return ABSENT;
  }
  if (store === 'unknown') {
    return UNKNOWN;
  }
  const { status, associated, entries, bytes } = store;
  const reader =
    associated === null ? [] : [associated ? 'associated with LIVE' : 'not associated with LIVE'];
  const content =
    entries === null ? [] : [`${entries} ${entries === 1 ? 'entry' : 'entries'}, ${bytes} bytes`];
  return [status, [...reader, ...content].join(', ')];
}

function secretCells({ secret }: Status): Cells {
  if (secret === null) {
    return ABSENT;
  }
  if (secret === 'unknown') {
    return UNKNOWN;
  }
  const { secrets, fingerprint, equal, mark, next } = secret;
  const against = equal === null ? [] : [equal ? 'equal in the store' : 'another in the store'];
  const step = next ? `; ${mark}, ${next.step} from ${new Date(next.at * 1000).toISOString()}` : '';
  const ring = `${secrets} in the ring, ${[`fingerprint ${fingerprint}`, ...against].join(', ')}`;
  return ['there', ring + step];
}

function distributionCells({ distribution }: Status): Cells {
  if (distribution === null) {
    return ['none', ''];
  }
  if (distribution === 'unknown') {
    return UNKNOWN;
  }
  const { id, status, enabled, guarded, open } = distribution;
  const list = (patterns: readonly string[]) => patterns.join(' ') || 'none';
  const state = enabled ? status : `${status}, disabled`;
  return [state, `${id}; guarded: ${list(guarded)}; open: ${list(open)}`];
}
