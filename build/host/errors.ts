/** What the command's exit status says; the table stands in the README too. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  gate: 3,
  /** Something in AWS is in the way, or not as it has to be. */
  awsConflict: 4,
  /** AWS does not know who asks, or does not permit it. */
  awsCredentials: 5,
  /** A token that was asked about is not valid. */
  refused: 6,
} as const;

/** A failure that was foreseen: the terminal shows its message alone, without a stack. */
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

/** A command line that cannot be carried out as it stands. */
export class UsageError extends CliError {
  constructor(message: string) {
    super('ERR_USAGE', message);
  }
}

/** One thing wrong with a configuration: where, and what was found against what is allowed. */
export interface ConfigProblem {
  /** The key path, such as `stages.prd.publicPaths[2]`; empty for the whole. */
  readonly path: string;
  readonly text: string;
}

/** A configuration that cannot be used: every problem of it, one a line. */
export class ConfigError extends CliError {
  readonly problems: readonly ConfigProblem[];

  constructor(source: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, text }) => [source, path, text].filter(Boolean).join(': '));
    super('ERR_CONFIG', lines.join('\n'));
    this.problems = problems;
  }
}

/** A compiled function that must not be uploaded: which gate refused it, and at which place. */
export class GateError extends CliError {
  readonly gate: string;
  readonly place: string;

  constructor(gate: string, place: string, problem: string) {
    super('ERR_GATE', `gate ${gate} at ${place}: ${problem}`, EXIT.gate);
    this.gate = gate;
    this.place = place;
  }
}

/** Optional packages that this command needs and that are not installed. */
export class MissingPeerError extends CliError {
  constructor(...names: readonly string[]) {
    const list = names.join(' ');
    super(
      'ERR_MISSING_PEER',
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not installed; run: npm install --save-dev ${list}`,
    );
  }
}
