import { describeKind, typeError } from './errors.js';
import { checkOptions } from './options.js';

/** Environment variables: `process.env`, or an object like it. */
export type Environment = Record<string, string | undefined>;

/** Where {@link currentStage} finds the stage. */
export interface StageOptions {
  /** The stage. Default: the environment variable `POCKET_STAGE`. */
  stage?: string | undefined;
  /** The environment. Default: `process.env`. */
  env?: Readonly<Environment> | undefined;
}

/** The error for a stage that is misspelt or has no settings. */
export type StageError = RangeError & { readonly code: 'ERR_SPA_AUTH_STAGE' };

const LOCAL_STAGE = 'local';

// SPEC 6. The stage becomes part of the names of functions and secrets.
const STAGE_NAME = /^[A-Za-z0-9_-]{1,48}$/;

/**
 * The stage that this process runs in. Undefined if none is set, as on a developer's machine.
 *
 * @throws TypeError `ERR_SPA_AUTH_OPTIONS` if the stage is not text.
 * @throws RangeError `ERR_SPA_AUTH_STAGE` if it is not 1 to 48 letters, digits, "-" and "_".
 * @example
 * ```ts
 * import { currentStage } from 'pocket-spa-auth/stage';
 *
 * currentStage({ env: { POCKET_STAGE: 'dev' } }); // => "dev"
 * ```
 */
export function currentStage(options?: StageOptions): string | undefined {
  const { stage, env = process.env } = checkOptions(options);
  // An empty variable counts as not set, as with the secret.
  const name = stage === undefined ? env.POCKET_STAGE || undefined : stage;
  if (name !== undefined && typeof name !== 'string') {
    throw typeError('ERR_SPA_AUTH_OPTIONS', `The stage is ${describeKind(name)}. Give a string.`);
  }
  if (name !== undefined && !STAGE_NAME.test(name)) {
    throw stageError(
      `The stage, ${describeKind(name)}, is not a valid name. Use 1 to 48 letters, digits, "-" and "_".`,
    );
  }
  return name;
}

/**
 * The settings of the stage that this process runs in, or those of `local` if no stage is set. They
 * are a shallow copy that is frozen; nested objects are the given ones.
 *
 * @param stages - The settings by stage, all of one type.
 * @throws TypeError `ERR_SPA_AUTH_OPTIONS` if the stages or the chosen settings are not an object.
 * @throws RangeError `ERR_SPA_AUTH_STAGE` if there are no settings for the stage.
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
  assertObject('The stages are', stages);
  const stage = currentStage(options) ?? LOCAL_STAGE;
  if (!Object.hasOwn(stages, stage)) {
    throw stageError(
      `There are no settings for the stage, ${describeKind(stage)}. ` +
        `Set POCKET_STAGE to one of: ${Object.keys(stages).join(', ')}. ` +
        'Without it the stage is "local".',
    );
  }
  assertObject(`The settings of ${stage} are`, stages[stage]);
  return Object.freeze({ ...stages[stage]! });
}

function stageError(message: string): StageError {
  return Object.assign(new RangeError(message), { code: 'ERR_SPA_AUTH_STAGE' as const });
}

function assertObject(what: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null) {
    throw typeError('ERR_SPA_AUTH_OPTIONS', `${what} ${describeKind(value)}. Give an object.`);
  }
}
