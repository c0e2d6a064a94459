import { describeKind, rangeError, typeError } from '../errors.js';
import { currentStage, type Environment } from '../stage.js';

/** Where a secret is in Secrets Manager. */
export interface LocationOptions {
  /**
   * The secret's name or ARN, in which `{stage}` is replaced by the stage; or a function that
   * returns it.
   */
  secretId: string | ((stage: string) => string);
  /**
   * The names that lead to the fields inside a JSON secret; `{stage}` is replaced as above.
   * Default: none.
   */
  path?: readonly string[] | undefined;
  /** The stage. Default: the environment variable `POCKET_STAGE`. */
  stage?: string | undefined;
}

export interface Location {
  readonly id: string;
  readonly path: readonly string[];
}

const STAGE_PLACEHOLDER = '{stage}';

// The characters that the service allows in a name or an ARN.
const SECRET_ID = /^[A-Za-z0-9/_+=.@:-]{1,2048}$/;
// SPEC 2. A secret given instead of its name would appear in errors and in the logs of AWS.
const TOKEN_SECRET = /^[0-9a-fA-F]{32,}$/;

/** The location that the options name in the current stage. */
export function parseLocation(
  { secretId, path, stage }: LocationOptions,
  env: Readonly<Environment>,
): Location {
  const stageName = currentStage({ stage, env });
  return {
    id: parseSecretId(secretId, stageName),
    path: (checkStrings(path, 'path') ?? []).map((name) => fillStage(name, stageName)),
  };
}

/** An optional list of strings. */
export function checkStrings(list: unknown, name: string): readonly string[] | undefined {
  if (list === undefined) {
    return undefined;
  }
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    throw typeError(
      'ERR_SPA_AUTH_OPTIONS',
      `${name} is ${describeKind(list)}. Give a list of strings.`,
    );
  }
  return list;
}

function parseSecretId(secretId: unknown, stage: string | undefined): string {
  const text: unknown = typeof secretId === 'function' ? secretId(checkStage(stage)) : secretId;
  if (typeof text !== 'string') {
    throw typeError(
      'ERR_SPA_AUTH_OPTIONS',
      `secretId is ${describeKind(text)}. ` +
        "Give the secret's name or ARN, or a function that makes it from the stage.",
    );
  }
  const id = fillStage(text, stage);
  if (!SECRET_ID.test(id) || TOKEN_SECRET.test(id)) {
    throw rangeError(
      'ERR_SPA_AUTH_OPTIONS',
      `secretId, ${describeKind(id)}, is neither a secret's name nor its ARN. ` +
        'Give one of them, never the secret itself.',
    );
  }
  return id;
}

function fillStage(text: string, stage: string | undefined): string {
  return text.includes(STAGE_PLACEHOLDER)
    ? text.replaceAll(STAGE_PLACEHOLDER, checkStage(stage))
    : text;
}

function checkStage(stage: string | undefined): string {
  if (stage === undefined) {
    throw typeError(
      'ERR_SPA_AUTH_OPTIONS',
      'The location of the secret depends on the stage, but no stage is set. ' +
        'Set POCKET_STAGE, or give the option "stage".',
    );
  }
  return stage;
}
