import type { ResolvedConfig } from '../config/edge-config.js';
import { CliError } from '../host/errors.js';
import { cdk } from './cdk.js';
import { cloudformation } from './cloudformation.js';
import type { SynthInput, SynthOutput } from './template.js';
import { terraform } from './terraform.js';

const WRITERS = { cloudformation, terraform, 'cdk-snippet': cdk } as const;

/** A deployment tool's format. */
export type Format = keyof typeof WRITERS;

/** Writes the function for a deployment tool. */
export function synthesize(format: Format, input: SynthInput): SynthOutput {
  return WRITERS[format](input);
}

/**
 * Throws CliError for an embedded secret. It would be part of the template, which is kept in
 * version control and shown to everyone who may view the stack.
 */
export function assertStoreBuild({ secret }: ResolvedConfig): void {
  if (secret === 'kvs') {
    return;
  }
  throw new CliError(
    'ERR_SYNTH',
    'secret: "embedded" would write the secret into the template; allowed: secret "kvs"',
  );
}
