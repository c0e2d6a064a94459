/** What became of one request. */
export interface RequestRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly verdict: Verdict;
  /** The function's reason, or what went wrong; empty where there is nothing to say. */
  readonly reason: string;
  /** How long the function ran; null where it did not. */
  readonly microseconds: number | null;
}

/** `ungated`: the function does not stand before this path. `fault`: CloudFront would fail the request. */
export type Verdict = 'pass' | 'redirect' | 'refuse' | 'fault' | 'ungated';

const PATH_WIDTH = 48;

/** One line for a terminal: method, path, status, verdict and reason, microseconds. */
export function formatRequest(record: RequestRecord): string {
  const { method, path, status, verdict, reason, microseconds } = record;
  const outcome = reason ? `${verdict} (${escaped(reason)})` : verdict;
  const columns = [
    escaped(method).slice(0, 7).padEnd(7),
    shortened(escaped(path)).padEnd(PATH_WIDTH),
    String(status),
    outcome.padEnd(24),
    microseconds === null ? '' : `${microseconds} µs`.padStart(9),
  ];
  return columns.join(' ').trimEnd();
}

function shortened(path: string): string {
  const end = 12;
  if (path.length <= PATH_WIDTH) {
    return path;
  }
  return `${path.slice(0, PATH_WIDTH - end - 1)}…${path.slice(-end)}`;
}

// A terminal obeys control characters, and some others turn its text round.
function escaped(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
