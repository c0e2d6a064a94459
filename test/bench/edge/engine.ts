import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOUDFRONT_MODULE } from '../../../build/runtime/njs-script.js';
import { findInstalledNjs, HOW_TO_INSTALL, type Version } from '../../engines/installed.js';
import { type BenchRequest, toEvent } from './request.js';

/** The clock of every call, in seconds. */
export const NOW = 1_800_000_000;

/** A built function, the engine it runs on, and the entries of its KeyValueStore. */
export interface Target {
  readonly code: string;
  readonly version: Version;
  readonly store: Readonly<Record<string, string>>;
}

export interface Cost {
  /** Of one call, without the creation of the event. */
  readonly instructions: number;
  /** The status and the reason of the answer; "goes on" if the request does. */
  readonly answer: string;
}

/**
 * Counts the instructions of a call for each request, all in one process. callgrind writes its
 * counter down whenever the process enters the C library's cosh, so the script calls Math.cosh
 * before and after the function. Each request is called several times and the first call, which
 * pays more, is not counted. The mean of the others is taken, because some calls get new memory.
 */
export function countInstructions(
  target: Target,
  requests: readonly BenchRequest[],
  repeats = 3,
): Cost[] {
  return withFolder((folder) => {
    const script = join(folder, 'run.js');
    writeFileSync(script, target.code + countingScript(target, requests, repeats));
    const parts = join(folder, 'parts');
    const printed = run('valgrind', [
      ...['--tool=callgrind', '--dump-before=cosh', `--callgrind-out-file=${parts}`],
      ...njsCommand(target.version),
      ...['-p', folder, script],
    ]);
    // njs 0.7.9 prints a warning about String.bytesFrom, without a line end.
    const answers = Array.from(printed.stdout.matchAll(/answer: (.+)/g), ([, answer]) => answer!);
    if (answers.length !== requests.length) {
      throw new Error(`njs ended early\n${printed.stderr.slice(-500)}`);
    }
    const counts = readParts(folder, 'parts.');
    // The first two pairs of marks have nothing between them: the cost of a mark.
    const mark = counts[3]!;
    return requests.map((_, index) => {
      const calls = Array.from(
        { length: repeats },
        (_, call) => counts[4 + 2 * (index * repeats + call) + 1]! - mark,
      );
      const counted = calls.slice(repeats > 1 ? 1 : 0);
      const sum = counted.reduce((total, count) => total + count, 0);
      return { instructions: Math.round(sum / counted.length), answer: answers[index]! };
    });
  });
}

/** The counts between the marks, in order. */
function readParts(folder: string, prefix: string): number[] {
  const counts: number[] = [];
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) {
      const summary = /^summary: (\d+)/m.exec(readFileSync(join(folder, name), 'utf8'));
      counts[Number(name.slice(prefix.length)) - 1] = Number(summary?.[1]);
    }
  }
  return counts;
}

function countingScript(
  target: Target,
  requests: readonly BenchRequest[],
  repeats: number,
): string {
  return `${preamble(target, requests)}
${runner(target)} {
  for (var i = 0; i < 2; i++) {
    Math.cosh(i);
    Math.cosh(i);
  }
  for (var i = 0; i < calls.length; i++) {
    for (var j = 0; j < ${repeats}; j++) {
      var event = makeEvent(calls[i]);
      Math.cosh(j);
      var output = ${call(target)};
      Math.cosh(j);
    }
    console.log('answer: ' + describeAnswer(output));
  }
}
run();
`;
}

/**
 * The memory that one call takes, in bytes: how much larger the heap of the process gets than
 * without the call. valgrind's DHAT reads the heap's largest size. The resident set of the process
 * would say the same, but it differs by 200 kB from run to run.
 */
export function measureMemory(target: Target, request: BenchRequest): number {
  return largestHeap(target, request, true) - largestHeap(target, request, false);
}

function largestHeap(target: Target, request: BenchRequest, isCalled: boolean): number {
  return withFolder((folder) => {
    const script = join(folder, 'run.js');
    const code = `${target.code}${preamble(target, [request])}
${runner(target)} {
  var event = makeEvent(calls[0]);
  if (${isCalled}) {
    ${call(target)};
  }
}
run();
`;
    writeFileSync(script, code);
    const { stderr } = run('valgrind', [
      ...['--tool=dhat', '--dhat-out-file=/dev/null', ...njsCommand(target.version)],
      ...['-p', folder, script],
    ]);
    const size = /At t-gmax: +([\d,]+) bytes/.exec(stderr)?.[1];
    if (!size) {
      throw new Error(`valgrind reported no heap\n${stderr.slice(-500)}`);
    }
    return Number(size.replaceAll(',', ''));
  });
}

/**
 * CloudFront does not wait for a function that is not asynchronous. It matters: on njs 0.7.9, an
 * exception that is thrown after an `await` costs 4.5 million instructions, and 34,000 otherwise.
 */
function isAsynchronous({ code }: Target): boolean {
  return code.includes('async function handler');
}

function runner(target: Target): string {
  return `${isAsynchronous(target) ? 'async ' : ''}function run()`;
}

function call(target: Target): string {
  return `${isAsynchronous(target) ? 'await ' : ''}handler(event)`;
}

function preamble({ store }: Target, requests: readonly BenchRequest[]): string {
  const calls = requests.map((request) => ({
    event: JSON.stringify(toEvent(request)),
    ...(request.hasRawQuery === false ? {} : { query: request.query ?? null }),
  }));
  return `
globalThis.engineStore = ${JSON.stringify(store)};
Date.now = function () { return ${NOW}000; };
var calls = ${JSON.stringify(calls)};
function makeEvent(call) {
  var event = JSON.parse(call.event);
  if ('query' in call) {
    event.request.rawQueryString =
      call.query === null ? function () {} : function () { return call.query; };
  }
  return event;
}
function describeAnswer(output) {
  return output.statusCode ? output.statusCode + ' ' + output.headers['x-spa-auth-reason'].value : 'goes on';
}
`;
}

function withFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'pocket-spa-auth-bench-'));
  try {
    writeFileSync(join(folder, 'cloudfront'), CLOUDFRONT_MODULE);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The command of the engine without the shell script around it, which is what valgrind sees. */
function njsCommand(version: Version): string[] {
  const given = process.env.POCKET_NJS;
  if (given && version === '0.8.9') {
    return given.split(' ');
  }
  const script = findInstalledNjs(version);
  if (!script) {
    throw new Error(`njs ${version} is not installed: ${HOW_TO_INSTALL}`);
  }
  const command = /^exec (.+) "\$@"$/m.exec(readFileSync(script, 'utf8'))?.[1];
  return command
    ? Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? bare!)
    : [script];
}

function run(program: string, args: readonly string[]): { stdout: string; stderr: string } {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (error) {
    throw new Error(`${program} cannot be started (${error.message}). Is it installed?`);
  }
  if (status !== 0) {
    throw new Error(`${program} ended with ${status}\n${stderr.slice(-500)}`);
  }
  return { stdout, stderr };
}
