import { createSandbox, FunctionError } from '../preview/sandbox.js';
import type { Call, Engine, Outcome } from './engine.js';

/** Node's own engine, a fresh world a call. */
export const vmEngine: Engine = {
  name: 'node:vm',
  async *run(calls) {
    for (const call of calls) yield outcomeOf(call);
  },
};

async function outcomeOf({ event, rawQuery, ...world }: Call): Promise<Outcome> {
  try {
    return { output: await createSandbox(world).invoke(event, rawQuery) };
  } catch (error) {
    if (error instanceof FunctionError) return { problem: error.message };
    throw error;
  }
}
