import { vi } from 'vitest';
import type * as Browser from '../../../browser/index.js';

/** A page without a browser: the globals that the module uses, and what was done to them. */
export interface Page {
  /** Where the page was sent with `location.assign`. */
  readonly left: string[];
  /** How often the page was loaded again. */
  readonly reloads: () => number;
  /** Sends an event to the window. */
  fire(type: string, properties?: object): void;
}

/** Makes the globals those of a page at this address. */
export function openPage(address: string): Page {
  const { href, origin, pathname, search, hash } = new URL(address);
  const left: string[] = [];
  const reload = vi.fn();
  const stored = new Map<string, string>();
  const events = new EventTarget();
  vi.stubGlobal('location', {
    ...{ href, origin, pathname, search, hash, reload },
    assign: (url: string) => left.push(url),
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
  vi.stubGlobal('navigator', { locks: fakeLocks() });
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  channels.clear();
  return {
    left,
    reloads: () => reload.mock.calls.length,
    fire: (type, properties) => events.dispatchEvent(Object.assign(new Event(type), properties)),
  };
}

/** Loads the module anew, as each tab does. */
export async function openTab(): Promise<typeof Browser> {
  vi.resetModules();
  return import('../../../browser/index.js');
}

/** Exclusive locks, granted in the order of the requests. */
function fakeLocks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request<T>(name: string, run: () => Promise<T>): Promise<T> {
      const turn = (last.get(name) ?? Promise.resolve()).then(run, run);
      last.set(name, turn);
      return turn;
    },
  };
}

const channels = new Set<FakeChannel>();

/** Node.js has channels too, but theirs hear a message at a time that no test knows. */
class FakeChannel extends EventTarget {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
    channels.add(this);
  }

  postMessage(data: unknown): void {
    for (const channel of channels) {
      if (channel !== this && channel.name === this.name) {
        channel.dispatchEvent(Object.assign(new Event('message'), { data }));
      }
    }
  }
}
