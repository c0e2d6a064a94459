import type { Terminal } from './terminal.js';

/** Shows the progress of a long command. */
export interface Progress {
  /** A task begins, and the task before it is done. */
  start(title: string): void;
  /** The task goes on; `text` says how far it is. */
  update(text: string): void;
  /** The task is done. */
  end(): void;
  /** The task failed. */
  fail(): void;
}

// In a log, one line a minute shows that the command is still running.
const SECONDS_BETWEEN_LINES = 60;

/**
 * Shows progress on standard error, because standard output is for the report alone: a spinner on
 * an interactive terminal, plain lines elsewhere.
 */
export async function createProgress(terminal: Terminal): Promise<Progress> {
  return terminal.interactive ? createSpinner() : createPlainProgress(terminal);
}

async function createSpinner(): Promise<Progress> {
  const { default: yoctoSpinner } = await import('yocto-spinner');
  let spinner: ReturnType<typeof yoctoSpinner> | undefined;
  let title = '';
  return {
    start(newTitle) {
      spinner?.success(title);
      title = newTitle;
      spinner = yoctoSpinner({ text: title, stream: process.stderr }).start();
    },
    update(text) {
      if (spinner) {
        spinner.text = `${title}: ${text}`;
      }
    },
    end() {
      spinner?.success(title);
      spinner = undefined;
    },
    fail() {
      spinner?.error(title);
      spinner = undefined;
    },
  };
}

function createPlainProgress(terminal: Terminal): Progress {
  let printedAt = 0;
  let title = '';
  const print = (text: string) => {
    printedAt = terminal.clock.now();
    terminal.err(text);
  };
  return {
    start(newTitle) {
      title = newTitle;
      print(title);
    },
    update(text) {
      if (terminal.clock.now() - printedAt >= SECONDS_BETWEEN_LINES) {
        print(`${title}: ${text}`);
      }
    },
    end() {},
    fail() {},
  };
}
