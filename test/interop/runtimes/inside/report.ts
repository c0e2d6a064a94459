import { startTests, type Task, type VitestRunner } from '@vitest/runner';

/** The tests of one suite on one runtime. */
export interface Score {
  readonly passed: number;
  readonly skipped: number;
  /** The full name of each failed test, and its first error. */
  readonly failed: Readonly<Record<string, string>>;
}

/** The scores of a runtime, by the suite's name. */
export type Report = Readonly<Record<string, Score>>;

/** Each suite's name, and what registers its tests. */
export type Suites = Readonly<Record<string, () => unknown>>;

/** The line that the report is on: what else a runtime prints does not matter. */
export const MARK = 'runtimes-report ';

/** Runs suites with vitest's own runner, without its processes and its files. */
export async function reportOn(suites: Suites): Promise<Report> {
  const config = {
    root: '/',
    setupFiles: [],
    allowOnly: false,
    sequence: { shuffle: false, concurrent: false, seed: 0, hooks: 'stack', setupFiles: 'list' },
    maxConcurrency: 1,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    retry: 0,
    tags: [],
  };
  const runner = { config, importFile: (name: string) => suites[name.slice(1)]!() };
  const specs = Object.keys(suites).map((name) => ({ filepath: `/${name}` }));
  const files = await startTests(specs as never, runner as unknown as VitestRunner);
  return Object.fromEntries(files.map((file) => [file.filepath.slice(1), scoreOf(file)]));
}

function scoreOf(file: Task): Score {
  const tasks = [...tasksIn(file)];
  const tests = tasks.map(([, task]) => task).filter(({ type }) => type === 'test');
  // A suite fails by itself if its modules or its hooks do.
  const failed = tasks.filter(([, { result }]) => result?.errors?.length);
  return {
    passed: tests.filter(({ result }) => result?.state === 'pass').length,
    skipped: tests.filter(({ mode }) => mode === 'skip').length,
    failed: Object.fromEntries(failed.map(([name, task]) => [name, errorOf(task)])),
  };
}

function* tasksIn(task: Task, name = ''): Generator<[string, Task]> {
  yield [name, task];
  for (const child of 'tasks' in task ? task.tasks : []) {
    yield* tasksIn(child, name ? `${name} > ${child.name}` : child.name);
  }
}

function errorOf(task: Task): string {
  return task.result?.errors?.[0]?.message ?? 'no error was told';
}
