import { FunctionError, type Sandbox, type SandboxOptions } from '../preview/sandbox.js';
import type { Engine } from './engine.js';

/** A built function that can be called, each time in a process of its own. */
export function sandboxOn(engine: Engine, { now, ...world }: SandboxOptions): Sandbox {
  const run: Sandbox['run'] = async (event, rawQuery) => {
    const clock = typeof now === 'number' ? now : now();
    for await (const outcome of engine.run([{ ...world, now: clock, event, rawQuery }])) {
      if ('problem' in outcome) throw new FunctionError(outcome.problem);
      // The engine has no clock fine enough to say how long the function itself ran.
      return { output: outcome.output, microseconds: null };
    }
    throw new FunctionError('was not run');
  };
  return { run, invoke: async (event, rawQuery) => (await run(event, rawQuery)).output };
}
