import type { ResolvedConfig } from '../config/edge-config.js';
import { CliError } from '../host/errors.js';
import { cdk } from './cdk.js';
import { cloudformation } from './cloudformation.js';
import type { SynthInput, SynthOutput } from './output.js';
import { terraform } from './terraform.js';

const WRITERS = { cloudformation, terraform, 'cdk-snippet': cdk } as const;

export type Format = keyof typeof WRITERS;

export function synthesize(format: Format, wanted: SynthInput): SynthOutput {
  return WRITERS[format](wanted);
}

/** Refuses what would put the secret into a template: it is kept in version control, and the tools show it to whoever may look at a stack. */
export function assertStoreBuild({ secret }: ResolvedConfig): void {
  if (secret === 'kvs') {
    return;
  }
  throw new CliError(
    'ERR_SYNTH',
    'secret: "embedded" would write the secret into the template; allowed: secret "kvs"',
  );
}
