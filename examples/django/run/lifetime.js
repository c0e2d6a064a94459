import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the services that `startAll` registers, until a signal comes or one of them ends. The one
 * that was started last is stopped first, and the folder that they share is deleted. A second
 * signal ends what is still running at once.
 */
export async function runUntilInterrupted(startAll) {
  const services = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const interrupted = new Promise((resolve) => signal.addEventListener('abort', resolve));
  const fail = (message) => {
    if (!signal.aborted) {
      console.error(message);
      process.exitCode = 1;
      stopping.abort();
    }
  };
  const register = (service) => {
    services.unshift(service);
    service.ended.then(fail);
    signal.throwIfAborted();
    return service;
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (signal.aborted) {
        services.forEach((service) => {
          service.kill();
        });
      }
      stopping.abort();
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'quayside-'));
  try {
    await startAll({ folder, register, signal });
    await interrupted;
  } catch (error) {
    // A program that could not be run says why in its own words; a stack would hide them.
    fail(error.stderr || error.message);
  } finally {
    for (const service of services) {
      await service.stop();
    }
    await rm(folder, { recursive: true, force: true });
  }
}
