/**
 * All implementations and engines against the vectors and against each other: `npm run conformance -- --cases 1000000 --seed 7`.
 * `--from 4711 --cases 1` with the seed of a report repeats one case; `--languages FOLDER` takes the languages from elsewhere.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../../build/host/packages.js';
import type { Runtime } from '../../../build/platform/runtimes.js';
import type { Engine } from '../../../build/runtime/engine.js';
import { HOW_TO_INSTALL, installedEngine, VERSIONS } from '../../engines/installed.js';
import { edgeOf } from './edge.js';
import { languagesIn } from './languages.js';
import { isPerfect, table, told } from './report.js';
import { run } from './run.js';
import { signerOf } from './signer.js';
import { sharedVm } from './vm.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    languages: { type: 'string', default: join(packageRoot, 'test/conformance') },
  },
});

const plan = { seed: whole(values.seed), from: whole(values.from), cases: whole(values.cases) };

const signer = await import(pathToFileURL(join(packageRoot, 'dist/signer/index.js')).href);

const languages = languagesIn(values.languages);

const missing = [...languages.missing];

const implementations = [
  signerOf(signer),
  ...languages.ready,
  ...edges(sharedVm, ['cloudfront-js-2.0', 'cloudfront-js-1.0']),
];

for (const version of VERSIONS) {
  const engine = installedEngine(version);
  if (!engine) {
    missing.push(`njs ${version}: ${HOW_TO_INSTALL}`);
  } else if (version === '0.8.9') {
    implementations.push(...edges(engine, ['cloudfront-js-2.0']));
  } else {
    implementations.push(...edges(engine, ['cloudfront-js-2.0', 'cloudfront-js-1.0']));
  }
}

console.log(`seed ${plan.seed}, cases ${plan.from} to ${plan.from + plan.cases - 1}\n`);

const { rows, verdicts, failed, disagreements } = await run(implementations, plan);

console.log(table(rows));

const shares = [...verdicts].sort(([, a], [, b]) => b - a).map(([word, n]) => `${word} ${n}`);

console.log(`\nverdicts: ${shares.join(', ')}`);

for (const [name, vectors] of failed) {
  for (const vector of vectors.slice(0, 10)) {
    console.log(`${name} fails ${vector}`);
  }
}

for (const disagreement of disagreements) {
  console.log(told(plan.seed, disagreement));
}

const isStrict = Boolean(process.env.CI);

for (const line of missing) {
  console.log(`${isStrict ? 'missing' : 'left out'}: ${line}`);
}

const isRed = !rows.every(isPerfect) || (isStrict && missing.length > 0);

console.log(isRed ? '\nDISAGREEMENT, or something missing' : '\nall agree');

process.exitCode = isRed ? 1 : 0;

/** The builds for these runtimes: 2.0 has a KeyValueStore, and both can have the secret built in. */
function edges(engine: Engine, runtimes: readonly Runtime[]) {
  return runtimes.flatMap((runtime) => [
    ...(runtime === 'cloudfront-js-2.0' ? kvsEdges(runtime, engine) : []),
    edgeOf({ secret: 'embedded', runtime, engine }),
  ]);
}

function kvsEdges(runtime: Runtime, engine: Engine) {
  return [false, true].map((revocation) => edgeOf({ secret: 'kvs', runtime, engine, revocation }));
}

function whole(text: string): number {
  if (/^\d{1,10}$/.test(text)) {
    return Number(text);
  }
  throw new Error(`${text} is no whole number`);
}
