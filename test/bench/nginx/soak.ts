import type { NginxProgram } from '../../../build/nginx/server.js';
import type { Counts } from '../wrk.js';
import { LOADS, readMemory, sendLoad, startLoadServers } from './loads.js';

export interface SoakResult extends Counts {
  readonly seconds: number;
  /** The memory of the gate's worker after a tenth of the time and at the end, in KiB. */
  readonly memory: readonly [early: number, late: number];
}

/** Sends every load of the gate at once, at full speed. */
export async function soak(nginx: NginxProgram, seconds: number): Promise<SoakResult> {
  const servers = await startLoadServers(nginx);
  const gated = LOADS.filter(({ server }) => server.startsWith('gate'));
  const worker = servers.worker(gated[0]!);
  try {
    const sending = gated.map((load) => sendLoad(load, servers.port[load.server], seconds));
    const measured = new Promise<number>((resolve) => {
      setTimeout(() => resolve(readMemory(worker)), seconds * 100);
    });
    const early = await measured;
    const counts = await Promise.all(sending);
    const sum = (key: keyof Counts) => counts.reduce((total, each) => total + each[key], 0);
    return {
      seconds,
      requests: sum('requests'),
      wrong: sum('wrong'),
      lost: sum('lost'),
      memory: [early, readMemory(worker)],
    };
  } finally {
    await servers.close();
  }
}
