/** The exit statuses of the command. The README has the same table. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  gate: 3,
  /** The state of a resource in AWS conflicts with what the command has to do. */
  awsConflict: 4,
  /** `probe` found something open. The same number as that of an error that `doctor` finds. */
  open: 4,
  /** AWS credentials are missing or invalid, or they do not permit the call. */
  awsCredentials: 5,
  /** `token check` refused the token. */
  refused: 6,
} as const;

/** An expected failure: the terminal shows its message without a stack trace. */
export class CliError extends Error {
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A command line that is not valid. */
export class UsageError extends CliError {
  constructor(message: string) {
    super('ERR_USAGE', message);
  }
}

/** One problem of a configuration: its place, what was found and what is allowed. */
export interface ConfigProblem {
  /** The key path, such as `stages.prd.publicPaths[2]`; empty for the whole configuration. */
  readonly path: string;
  readonly text: string;
}

/** A configuration that cannot be used. The message has one line for each problem. */
export class ConfigError extends CliError {
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, text }) => [source, path, text].filter(Boolean).join(': '));
    super('ERR_CONFIG', lines.join('\n'));
    this.problems = problems;
  }
}

/**
 * A compiled function that must not be uploaded, the gate that refused it and the place in the
 * function.
 */
export class GateError extends CliError {
  readonly gate: string;
  readonly place: string;
  readonly problem: string;

  constructor(gate: string, place: string, problem: string) {
    super('ERR_GATE', `gate ${gate} at ${place}: ${problem}`, EXIT.gate);
    this.gate = gate;
    this.place = place;
    this.problem = problem;
  }
}

/** Optional packages that the command needs and that are not installed. */
export class MissingPeerError extends CliError {
  constructor(...names: readonly string[]) {
    const list = names.join(' ');
    super(
      'ERR_MISSING_PEER',
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not installed; run: npm install --save-dev ${list}`,
    );
  }
}
