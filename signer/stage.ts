import { kindOf, wrongType } from './errors.js';
import { optionsOf } from './options.js';

/** Environment variables: `process.env`, or an object like it. */
export type Environment = Record<string, string | undefined>;

/** Where the stage's name is looked up. */
export interface StageOptions {
  /** The stage; the environment variable `POCKET_STAGE` unless given. */
  stage?: string | undefined;
  /** The environment; `process.env` unless given. */
  env?: Readonly<Environment> | undefined;
}

/** What is thrown for a stage that is misspelt or has no settings: a `RangeError`. */
export type StageError = RangeError & { readonly code: 'ERR_SPA_AUTH_STAGE' };

const LOCAL = 'local';

// SPEC 6. A stage ends up in names of functions and secrets.
const NAME = /^[A-Za-z0-9_-]{1,48}$/;

/**
 * The stage that this process runs in, or undefined where none is named: on a developer's machine.
 *
 * @throws TypeError `ERR_SPA_AUTH_OPTIONS` when the stage is not text.
 * @throws RangeError `ERR_SPA_AUTH_STAGE` when it is not 1 to 48 letters, digits, "-" and "_".
 * @example
 * ```ts
 * import { currentStage } from 'pocket-spa-auth/stage';
 *
 * currentStage({ env: { POCKET_STAGE: 'dev' } }); // => "dev"
 * ```
 */
export function currentStage(options?: StageOptions): string | undefined {
  const { stage, env = process.env } = optionsOf(options);
  // As with a secret, a variable that is set to nothing counts as not set.
  const name = stage === undefined ? env.POCKET_STAGE || undefined : stage;
  if (name !== undefined && typeof name !== 'string') {
    throw wrongType('ERR_SPA_AUTH_OPTIONS', `The stage is ${kindOf(name)}. Give a string.`);
  }
  if (name !== undefined && !NAME.test(name)) {
    throw wrongStage(
      `The stage, ${kindOf(name)}, is no name. Use 1 to 48 letters, digits, "-" and "_".`,
    );
  }
  return name;
}

/**
 * The settings of the stage that this process runs in; those of `local` where no stage is named. A frozen copy: what lies deeper
 * than its own properties is as it was given.
 *
 * @param stages - The settings by stage, all of one type.
 * @throws TypeError `ERR_SPA_AUTH_OPTIONS` when the stages or the settings chosen are not an object.
 * @throws RangeError `ERR_SPA_AUTH_STAGE` when there are none for the stage.
 * @example
 * ```ts
 * import { stageSettings } from 'pocket-spa-auth/stage';
 *
 * const stages = { local: { secure: false }, dev: { secure: true }, prd: { secure: true } };
 * stageSettings(stages, { env: {} }).secure; // => false
 * stageSettings(stages, { env: { POCKET_STAGE: 'prd' } }).secure; // => true
 * ```
 */
export function stageSettings<Settings extends object>(
  stages: { readonly local: Settings; readonly [stage: string]: Settings },
  options?: StageOptions,
): Readonly<Settings> {
  requireObject('The stages are', stages);
  const stage = currentStage(options) ?? LOCAL;
  if (!Object.hasOwn(stages, stage)) {
    throw wrongStage(
      `There are no settings for the stage, ${kindOf(stage)}. There are for: ${Object.keys(stages).join(', ')}. ` +
        'Set POCKET_STAGE to one of them; "local" stands where it is not set.',
    );
  }
  requireObject(`The settings of ${stage} are`, stages[stage]);
  return Object.freeze({ ...stages[stage]! });
}

function wrongStage(message: string): StageError {
  return Object.assign(new RangeError(message), { code: 'ERR_SPA_AUTH_STAGE' as const });
}

function requireObject(what: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null) {
    throw wrongType('ERR_SPA_AUTH_OPTIONS', `${what} ${kindOf(value)}. Give an object.`);
  }
}
