import { inject } from 'vitest';

/** What of a run is not Node: a program each, or null where the machine has none (prepare.ts). */
export const TOOLS = {
  python: inject('python'),
  rust: inject('rust'),
  judges: inject('judges'),
  moto: inject('moto'),
  cdk: inject('cdk'),
  terraform: inject('terraform'),
};

export type Tool = keyof typeof TOOLS;

/** Someone who takes part in a run. */
export interface Party {
  readonly name: string;
  readonly needs?: Tool;
}

export function isHere({ needs }: Party): boolean {
  return needs === undefined || TOOLS[needs] !== null;
}
