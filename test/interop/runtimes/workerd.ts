import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKER } from './bundle.js';

// Before 2026-08-04 the flag is no default, so this shows that it is enough.
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(
    name = "suites",
    worker = (
      modules = [(name = "${WORKER}", esModule = embed "${WORKER}")],
      compatibilityDate = "2026-08-01",
      compatibilityFlags = ["nodejs_compat"],
    ),
  )],
);
`;

/** Writes a configuration that runs the worker's tests, and returns the arguments of workerd. */
export async function writeWorkerdConfig(project: string): Promise<readonly string[]> {
  const file = join(project, 'workerd.capnp');
  await writeFile(file, CONFIG);
  return ['test', file];
}
