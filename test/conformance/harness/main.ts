/**
 * Runs all implementations and engines on the vectors, and compares them with each other:
 * `npm run conformance -- --cases 1000000 --seed 7`. `--from 4711 --cases 1` with the seed of a
 * report repeats one case. `--languages FOLDER` uses the languages of another folder.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../../build/host/packages.js';
import type { Runtime } from '../../../build/platform/runtimes.js';
import type { Engine } from '../../../build/runtime/engine.js';
import { findInstalledEngine, HOW_TO_INSTALL, VERSIONS } from '../../engines/installed.js';
import { runConformance } from './conformance-run.js';
import { createEdge } from './edge-implementation.js';
import { buildLanguages } from './languages.js';
import { runPrograms } from './programs.js';
import { formatDisagreement, formatRows, isPerfect } from './report.js';
import { sharedVm } from './shared-vm.js';
import { createSigner } from './signer-implementation.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    languages: { type: 'string', default: join(packageRoot, 'test/conformance') },
  },
});

const range = {
  seed: parseWholeNumber(values.seed),
  from: parseWholeNumber(values.from),
  cases: parseWholeNumber(values.cases),
};

const signer = await import(pathToFileURL(join(packageRoot, 'dist/signer/index.js')).href);

const languages = buildLanguages(values.languages);

const missing = [...languages.missing];

const implementations = [
  createSigner(signer),
  ...languages.ready,
  ...createEdges(sharedVm, ['cloudfront-js-2.0', 'cloudfront-js-1.0']),
];

for (const version of VERSIONS) {
  const engine = findInstalledEngine(version);
  if (!engine) {
    missing.push(`njs ${version}: ${HOW_TO_INSTALL}`);
  } else if (version === '0.8.9') {
    implementations.push(...createEdges(engine, ['cloudfront-js-2.0']));
  } else {
    implementations.push(...createEdges(engine, ['cloudfront-js-2.0', 'cloudfront-js-1.0']));
  }
}

console.log(`seed ${range.seed}, cases ${range.from} to ${range.from + range.cases - 1}\n`);

const { rows, verdicts, failed, disagreements } = await runConformance(implementations, range);

console.log(formatRows(rows));

const counts = [...verdicts]
  .sort(([, a], [, b]) => b - a)
  .map(([verdict, count]) => `${verdict} ${count}`);

console.log(`\nverdicts: ${counts.join(', ')}`);

for (const [name, vectors] of failed) {
  for (const vector of vectors.slice(0, 10)) {
    console.log(`${name} fails ${vector}`);
  }
}

for (const disagreement of disagreements) {
  console.log(formatDisagreement(range.seed, disagreement));
}

const problems = await runPrograms(languages.programs, signer);

for (const problem of problems) {
  console.log(problem);
}

console.log(
  `examples and tests of the languages: ${languages.programs.length - problems.length} of ${languages.programs.length} pass`,
);

const isStrict = Boolean(process.env.CI);

for (const line of missing) {
  console.log(`${isStrict ? 'missing' : 'left out'}: ${line}`);
}

const hasFailed = !rows.every(isPerfect) || problems.length > 0 || (isStrict && missing.length > 0);

console.log(hasFailed ? '\nFAILED' : '\nall agree');

process.exitCode = hasFailed ? 1 : 0;

/**
 * The builds for these runtimes. Only 2.0 has a KeyValueStore; both can have the secret built in.
 */
function createEdges(engine: Engine, runtimes: readonly Runtime[]) {
  return runtimes.flatMap((runtime) => [
    ...(runtime === 'cloudfront-js-2.0' ? createKvsEdges(runtime, engine) : []),
    createEdge({ secret: 'embedded', runtime, engine }),
  ]);
}

function createKvsEdges(runtime: Runtime, engine: Engine) {
  return [false, true].map((revocation) =>
    createEdge({ secret: 'kvs', runtime, engine, revocation }),
  );
}

function parseWholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) {
    return Number(text);
  }
  throw new Error(`${text}: not a whole number of at most 10 digits`);
}
