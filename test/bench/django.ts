// The load table of examples/django/docs/server.md: wrk against the site as on a server. Needs wrk,
// and what `node examples/django/start.js --server` needs:
//
//   npm run bench:django               prints it
//   npm run bench:django -- --write    writes it
import { parseArgs } from 'node:util';
import { type QuaysideServer, startQuaysideServer } from '../fakes/quayside-server.js';
import { formatTable, type Line, writeDocument } from './django/document.js';
import { changeSettings, type Load, listParts } from './django/loads.js';
import { PROGRAMS, readTimes, type Times } from './django/processes.js';
import { sendRequests } from './wrk.js';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
  },
});

// Other programs run on the machine, so each load is sent in turns, and the one with the median
// rate counts.
const TURNS = 3;

async function measure(quayside: QuaysideServer, load: Load): Promise<Line> {
  const { name, path, headers, status } = load;
  const seconds = Number(values.seconds);
  const before = readTimes(quayside.pid);
  const url = quayside.url + path;
  const { requests, wrong, lost, median, p99 } = await sendRequests({
    url,
    headers,
    status,
    seconds,
  });
  if (wrong + lost > 0) {
    throw new Error(`${name}: ${wrong} of ${requests} answers are wrong, ${lost} are lost`);
  }
  const after = readTimes(quayside.pid);
  const times = PROGRAMS.map((program) => {
    return [program, Number(((after[program] - before[program]) / requests).toFixed(4))];
  });
  const rate = Math.round(requests / seconds);
  return { name, rate, median, p99, times: Object.fromEntries(times) as Times };
}

const quayside = await startQuaysideServer('5e'.repeat(32));
try {
  const lines: Line[] = [];
  for (const { settings, loads } of await listParts(quayside)) {
    await changeSettings(quayside, settings);
    const turns: Line[][] = loads.map(() => []);
    // The workers are new, so the first turn does not count.
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const [index, load] of loads.entries()) {
        const line = await measure(quayside, load);
        if (turn > 0) {
          if (line.rate === 0) {
            throw new Error(`${load.name}: no answer in ${values.seconds} s; use --seconds`);
          }
          turns[index]!.push(line);
        }
      }
    }
    lines.push(
      ...turns.map((each) => each.sort((a, b) => a.rate - b.rate)[Math.floor(TURNS / 2)]!),
    );
  }
  console.log(formatTable(lines));
  if (values.write) {
    writeDocument(lines);
  }
} finally {
  await quayside.stop();
}
