import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { start } from '../process.js';

/**
 * Reads a service of systemd and the files that systemd adds to it, as far as the units of this
 * site go: no quotes, no specifiers, no variables.
 */
export async function readUnit(folder, name) {
  const shared = join(folder, 'quayside-.service.d');
  const additions = (await readdir(shared)).sort().map((file) => join(shared, file));
  const unit = {};
  for (const file of [join(folder, `${name}.service`), ...additions]) {
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (key) {
        unit[key] = [...(unit[key] ?? []), value];
      }
    }
  }
  const [command, ...more] = unit.ExecStart ?? [];
  if (!command || more.length > 0 || /["'%$\\]/.test(command)) {
    throw new Error(`${name}.service: ExecStart is to be one plain command.`);
  }
  return {
    command: command.split(/\s+/),
    cwd: unit.WorkingDirectory[0],
    runtimeDirectories: unit.RuntimeDirectory ?? [],
    runtimeMode: Number.parseInt(unit.RuntimeDirectoryMode[0], 8),
    env: Object.fromEntries([
      ...(unit.Environment ?? []).map(parseAssignment),
      ...(await Promise.all(unit.EnvironmentFile.map(readEnvironment))).flat(),
    ]),
  };
}

async function readEnvironment(file) {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.filter((line) => /^[^#]/.test(line)).map(parseAssignment);
}

function parseAssignment(line) {
  const end = line.indexOf('=');
  return [line.slice(0, end), line.slice(end + 1)];
}

/** The environment of a service: what its unit says, and nothing of this terminal but the path. */
export function environment({ env }) {
  return { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env };
}

/** Starts a service. One that listens on a socket is ready when that accepts connections. */
export async function startUnit(unit, options) {
  const [program, ...args] = unit.command;
  const socket = args.map((arg) => arg.replace(/^unix:/, '')).find((arg) => arg.endsWith('.sock'));
  return start(program, args, {
    ...options,
    cwd: unit.cwd,
    env: environment(unit),
    ready: async (signal) => {
      while (socket && !signal.aborted && !(await accepts(socket))) {
        await setTimeout(50);
      }
    },
  });
}

function accepts(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (isOpen) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => finish(true)).once('error', () => finish(false));
  });
}
