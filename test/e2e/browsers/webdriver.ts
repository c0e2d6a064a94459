import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { STEP_LIMIT } from './browser.js';

// The driver itself gives up at STEP_LIMIT, with an error that says more.
const REQUEST_LIMIT = STEP_LIMIT + 10_000;

/** A driver of W3C WebDriver, and its one session. */
export interface WebDriver {
  startSession(capabilities: object): Promise<void>;
  /** Sends a command of the session. Rejects with the driver's error code and message. */
  send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, parameters?: object): Promise<T>;
  /** Ends the session, if there is one, and the driver. */
  stop(): Promise<void>;
}

/**
 * Starts the driver on the port of the loopback interface.
 *
 * The client is our own: selenium-webdriver needs Node.js 22, webdriver 9 brings parts of a test
 * runner, and a command is one HTTP request with JSON (https://www.w3.org/TR/webdriver2/#protocol).
 */
export async function startDriver(
  program: string,
  port: number,
  env: Record<string, string>,
): Promise<WebDriver> {
  const child = spawn(program, [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const kill = () => child.kill();
  // A run that is broken off must not leave it behind.
  process.once('exit', kill);
  const exited = once(child, 'exit');
  const base = `http://127.0.0.1:${port}`;
  await listening(base, () => child.exitCode === null);
  let session: string | undefined;
  return {
    async startSession(capabilities) {
      const parameters = { capabilities: { alwaysMatch: capabilities } };
      const made = await command<{ sessionId: string }>(base, 'POST', '/session', parameters);
      session = `/session/${made.sessionId}`;
    },
    send: (method, path, parameters) => command(base, method, session + path, parameters),
    async stop() {
      process.off('exit', kill);
      if (session !== undefined) {
        await command(base, 'DELETE', session);
      }
      kill();
      await exited;
    },
  };
}

/** Waits for the driver, which prints nothing when it listens. */
async function listening(base: string, runs: () => boolean): Promise<void> {
  const end = performance.now() + STEP_LIMIT;
  for (;;) {
    try {
      await command(base, 'GET', '/status');
      return;
    } catch (error) {
      if (!runs() || performance.now() > end) {
        throw new Error('the WebDriver does not listen', { cause: error });
      }
    }
    await wait(50);
  }
}

async function command<T>(
  base: string,
  method: string,
  path: string,
  parameters: object = {},
): Promise<T> {
  const answer = await fetch(base + path, {
    method,
    signal: AbortSignal.timeout(REQUEST_LIMIT),
    // A POST without a JSON object is refused as "invalid argument".
    ...(method === 'POST' && { body: JSON.stringify(parameters) }),
  });
  const { value } = (await answer.json()) as { value: unknown };
  if (!answer.ok) {
    const { error, message } = value as { error: string; message: string };
    throw new Error(`${method} ${path.replace(/^\/session\/[^/]+/, '')}: ${error}: ${message}`);
  }
  return value as T;
}
