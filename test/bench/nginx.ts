// The load table of docs/nginx.md, by wrk against one worker:
//
//   npm run bench:nginx                         prints it, with the mixed traffic on record
//   npm run bench:nginx -- --write --soak 600   writes it, with ten minutes of mixed traffic
import { parseArgs } from 'node:util';
import type { NginxProgram } from '../../build/nginx/server.js';
import { findInstalledNginx } from '../engines/nginx/installed.js';
import {
  formatTables,
  type Line,
  type Release,
  readRecorded,
  writeDocument,
} from './nginx/document.js';
import { LOADS, readProcessorTime, sendLoad, startLoadServers } from './nginx/loads.js';
import { soak } from './nginx/soak.js';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    soak: { type: 'string' },
    seconds: { type: 'string', default: '1' },
  },
});

// Other programs run on the machine, so each load is sent in turns, and the median of its processor
// time counts.
const TURNS = 15;

async function measure(nginx: NginxProgram, seconds: number): Promise<Line[]> {
  const servers = await startLoadServers(nginx);
  const samples = LOADS.map((): { rate: number; microseconds: number }[] => []);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [index, load] of LOADS.entries()) {
      const worker = servers.worker(load);
      const before = readProcessorTime(worker);
      const counts = await sendLoad(load, servers.port[load.server], seconds);
      if (counts.wrong > 0 || counts.requests === 0) {
        throw new Error(`${load.name}: ${counts.wrong} of ${counts.requests} answers are wrong`);
      }
      samples[index]!.push({
        rate: counts.requests / seconds,
        microseconds: (readProcessorTime(worker) - before) / counts.requests,
      });
    }
  }
  await servers.close();
  return LOADS.map(({ name }, index) => {
    const sorted = samples[index]!.sort((a, b) => a.microseconds - b.microseconds);
    const { rate, microseconds } = sorted[Math.floor(TURNS / 2)]!;
    return { name, rate: Math.round(rate), microseconds: Number(microseconds.toFixed(2)) };
  });
}

const releases: Release[] = [];
for (const [version, name] of [
  ['0.7.9', 'nginx 1.22, njs 0.7.9'],
  ['0.8.9', 'nginx 1.26, njs 0.8.9'],
] as const) {
  const nginx = findInstalledNginx(version);
  if (nginx === undefined) {
    throw new Error('run test/engines/install.sh first');
  }
  const lines = await measure(nginx, Number(values.seconds));
  const recorded = readRecorded().find((release) => release.nginx === name)!.soak;
  const mixed = values.soak === undefined ? recorded : await soak(nginx, Number(values.soak));
  releases.push({ nginx: name, lines, soak: mixed });
}
console.log(formatTables(releases));
if (values.write) {
  writeDocument(releases);
}
