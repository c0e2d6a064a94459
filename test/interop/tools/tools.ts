import { inject } from 'vitest';

/** The programs of a run besides Node.js; null if the machine does not have one (prepare.ts). */
export const TOOLS = {
  python: inject('python'),
  rust: inject('rust'),
  judges: inject('judges'),
  moto: inject('moto'),
  cdk: inject('cdk'),
  nginx: inject('nginx'),
  terraform: inject('terraform'),
  serverless: inject('serverless'),
  sst: inject('sst'),
  h3: inject('h3'),
  lambda: inject('lambda'),
  runtimes: inject('runtimes'),
};

export type Tool = keyof typeof TOOLS;

/** An implementation that takes part in a run. */
export interface Party {
  readonly name: string;
  readonly needs?: Tool;
}

export function isInstalled({ needs }: Party): boolean {
  return needs === undefined || TOOLS[needs] !== null;
}
