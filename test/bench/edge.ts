// Measures the instructions of one call of the built function on njs, without the creation of the
// event. The counts come from callgrind. They do not depend on the load of the machine, and differ
// by a fraction of a percent from run to run. Needs valgrind and test/engines/install.sh.
// Run: npm run bench:edge -- [--check | --write]
//   --check  compares with test/bench/edge/recorded.json and docs/performance.md
//   --write  writes the numbers into both

import { parseArgs } from 'node:util';
import { findBuild } from './edge/builds.js';
import { isDocumentCurrent, writeDocument } from './edge/document.js';
import { measureDearest, measureEveryday } from './edge/measure.js';
import {
  findProblems,
  format,
  nameDearest,
  type Recorded,
  readRecorded,
  writeRecorded,
} from './edge/recorded.js';

const HOW_TO_RECORD =
  'If the change is wanted, run "npm run bench:edge -- --write". After a change of what requests cost, run "npm run bench:dearest -- --write" too.';

const { values: options } = parseArgs({
  options: { check: { type: 'boolean' }, write: { type: 'boolean' } },
});

const recorded = readRecorded();
const measured: Recorded = {
  everyday: await measureEveryday(),
  dearest: await measureDearest(recorded.dearest),
};

print(measured);
if (options.write) {
  writeRecorded(measured);
  writeDocument(measured);
}
if (options.check) {
  const problems = findProblems(
    recorded,
    measured,
    (row) => findBuild(row).limits[row.kind === 'ASCII' ? 0 : 1],
  );
  if (!isDocumentCurrent(recorded)) {
    problems.push('docs/performance.md does not have the recorded numbers');
  }
  if (problems.length > 0) {
    console.error(`\n${problems.join('\n')}\n${HOW_TO_RECORD}`);
    process.exitCode = 1;
  }
}

function print({ everyday, dearest }: Recorded): void {
  for (const [build, rows] of Object.entries(everyday)) {
    console.log(`\n${build}, instructions a call`);
    for (const [name, instructions] of Object.entries(rows)) {
      console.log(`  ${name.padEnd(31)}${format(instructions).padStart(9)}`);
    }
  }
  console.log('\nThe dearest requests: times a valid request, instructions, bytes of memory');
  for (const row of dearest) {
    const memory = row.memory === undefined ? '' : format(row.memory);
    const numbers = [row.times.toFixed(1), format(row.instructions), memory];
    console.log(`  ${numbers.map((number) => number.padStart(11)).join('')}  ${nameDearest(row)}`);
  }
}
