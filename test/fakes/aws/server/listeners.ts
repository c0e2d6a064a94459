export type Listener = () => void | Promise<void>;

/** The listeners that are called in every state that the account goes through. */
export interface Listeners {
  add(listener: Listener): void;
  run(): Promise<void>;
}

export function createListeners(): Listeners {
  const listeners: Listener[] = [];
  return {
    add: (listener) => {
      listeners.push(listener);
    },
    async run() {
      for (const listener of listeners) {
        await listener();
      }
    },
  };
}
