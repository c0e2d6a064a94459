import { kindOf, wrongType, wrongValue } from '../errors.js';
import { currentStage, type Environment } from '../stage.js';
import { stringsOf } from './options.js';

/** Where a secret lies in Secrets Manager. */
export interface LocationOptions {
  /** The secret's name or ARN. `{stage}` in it stands for the stage; or a function that gives it. */
  secretId: string | ((stage: string) => string);
  /** The names that lead to the fields inside a JSON secret, `{stage}` as above; none unless given. */
  path?: readonly string[] | undefined;
  /** The stage; the environment variable `POCKET_STAGE` unless given. */
  stage?: string | undefined;
}

export interface Location {
  readonly id: string;
  readonly path: readonly string[];
}

// What the service allows in a name or an ARN.
const ID = /^[A-Za-z0-9/_+=.@:-]{1,2048}$/;
// SPEC 2. A secret in the place of its name would be shown in errors, and in the logs of AWS.
const SECRET = /^[0-9a-fA-F]{32,}$/;

/** Where the options point to in this stage. */
export function locationOf(
  { secretId, path, stage }: LocationOptions,
  env: Readonly<Environment>,
): Location {
  const name = currentStage({ stage, env });
  return {
    id: idOf(secretId, name),
    path: (stringsOf(path, 'path') ?? []).map((step) => filled(step, name)),
  };
}

function idOf(secretId: unknown, stage: string | undefined): string {
  const id: unknown = typeof secretId === 'function' ? secretId(needed(stage)) : secretId;
  if (typeof id !== 'string') {
    throw wrongType(
      'ERR_SPA_AUTH_OPTIONS',
      `secretId is ${kindOf(id)}. Give the secret's name or ARN, or a function that makes it from the stage.`,
    );
  }
  const full = filled(id, stage);
  if (!ID.test(full) || SECRET.test(full)) {
    throw wrongValue(
      'ERR_SPA_AUTH_OPTIONS',
      `secretId, ${kindOf(full)}, is neither a secret's name nor its ARN. Give one of them, never the secret itself.`,
    );
  }
  return full;
}

function filled(text: string, stage: string | undefined): string {
  return text.includes('{stage}') ? text.replaceAll('{stage}', needed(stage)) : text;
}

function needed(stage: string | undefined): string {
  if (stage === undefined) {
    throw wrongType(
      'ERR_SPA_AUTH_OPTIONS',
      'The place of the secret depends on the stage, and there is none. Set POCKET_STAGE, or give the option "stage".',
    );
  }
  return stage;
}
