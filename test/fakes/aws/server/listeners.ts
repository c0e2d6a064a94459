export type Listener = () => void | Promise<void>;

/** Whoever wants to look at every state that the account goes through. */
export interface Steps {
  add(listener: Listener): void;
  run(): Promise<void>;
}

export function createSteps(): Steps {
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
