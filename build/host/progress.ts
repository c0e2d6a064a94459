import type { Terminal } from './terminal.js';

/** Tells whoever runs a long command what is going on. */
export interface Progress {
  /** Begins a piece of work; the one before has been done. */
  start(text: string): void;
  /** The piece of work goes on; `text` is how far. */
  update(text: string): void;
  /** The last piece of work has been done. */
  end(): void;
  /** The last piece of work came to grief. */
  fail(): void;
}

// Where nobody watches, a line a minute says that the command is still there.
const PATIENCE = 60;

/** On standard error, so that standard output holds the report alone: one moving line where a person watches, plain lines elsewhere. */
export async function createProgress(terminal: Terminal): Promise<Progress> {
  return terminal.interactive ? movingLine() : plainLines(terminal);
}

async function movingLine(): Promise<Progress> {
  const { default: yoctoSpinner } = await import('yocto-spinner');
  let spinner: ReturnType<typeof yoctoSpinner> | undefined;
  let title = '';
  return {
    start(text) {
      spinner?.success(title);
      title = text;
      spinner = yoctoSpinner({ text, stream: process.stderr }).start();
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

function plainLines(terminal: Terminal): Progress {
  let said = 0;
  let title = '';
  const say = (text: string) => {
    said = terminal.clock.now();
    terminal.err(text);
  };
  return {
    start(text) {
      title = text;
      say(text);
    },
    update(text) {
      if (terminal.clock.now() - said >= PATIENCE) {
        say(`${title}: ${text}`);
      }
    },
    end() {},
    fail() {},
  };
}
