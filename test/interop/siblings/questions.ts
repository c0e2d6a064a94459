import { spawn } from 'node:child_process';

/**
 * One question to a sibling, and its answer: a word and fields. The driver reads and writes them as
 * lines of fields, separated by tabs, with each text in hex.
 *
 * | question | answer |
 * |---|---|
 * | `sign` secret, user id, max age, now | `ok` token |
 * | `check` secret, token, now | `valid` user id, or `invalid` |
 * | `read` secret, Cookie header, cookie name, now | `valid` user id, or `invalid` |
 * | `login` token, max age | `ok` Set-Cookie |
 * | `logout` | `ok` Set-Cookie |
 *
 * The answer is `error`, with or without a name, if the sibling raised an error. Numbers are
 * decimal.
 */
export type Question = readonly [verb: string, ...fields: (string | number)[]];
export type Answer = readonly [word: string, field?: string];

/** How to start a sibling's driver. */
export interface Driver {
  readonly program: string;
  readonly args?: readonly string[];
  readonly cwd: string;
}

const TIME_LIMIT = 60_000;

/** Asks all questions in one run of the driver. */
export async function ask(driver: Driver, questions: readonly Question[]): Promise<Answer[]> {
  const child = spawn(driver.program, [...(driver.args ?? [])], {
    cwd: driver.cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: TIME_LIMIT,
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  child.stdin.on('error', () => undefined);
  child.stdin.end(questions.map((question) => `${formatQuestion(question)}\n`).join(''));
  const answers = (await Promise.race([readText(child.stdout), failed])).trimEnd().split('\n');
  if (answers.length === questions.length) {
    return answers.map(parseAnswer);
  }
  throw new Error(
    `${questions.length} questions, ${answers.length} answers: the driver stopped early`,
  );
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function formatQuestion([verb, ...fields]: Question): string {
  const texts = fields.map((field) =>
    typeof field === 'number' ? String(field) : Buffer.from(field).toString('hex'),
  );
  return [verb, ...texts].join('\t');
}

function parseAnswer(answer: string): Answer {
  const [word = '', field] = answer.split('\t');
  return field === undefined ? [word] : [word, Buffer.from(field, 'hex').toString()];
}
