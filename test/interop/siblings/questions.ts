import { spawn } from 'node:child_process';

/**
 * One question to a sibling, and its answer: a word, then fields. On the wire a line of fields with tabs between them, each
 * text in hex.
 *
 * | question | answer |
 * |---|---|
 * | `sign` secret, user id, max age, now | `ok` token |
 * | `check` secret, token, now | `valid` user id, or `invalid` |
 * | `read` secret, Cookie header, cookie name, now | `valid` user id, or `invalid` |
 * | `login` token, max age | `ok` Set-Cookie |
 * | `logout` | `ok` Set-Cookie |
 *
 * `error`, with or without the error's name, is the answer where the sibling raised one. Numbers go as they stand.
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
  child.stdin.end(questions.map((question) => `${line(question)}\n`).join(''));
  const answers = (await Promise.race([textOf(child.stdout), failed])).trimEnd().split('\n');
  if (answers.length === questions.length) {
    return answers.map(parsed);
  }
  throw new Error(`${questions.length} questions, ${answers.length} answers: the driver broke off`);
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function line([verb, ...fields]: Question): string {
  const texts = fields.map((field) =>
    typeof field === 'number' ? String(field) : Buffer.from(field).toString('hex'),
  );
  return [verb, ...texts].join('\t');
}

function parsed(answer: string): Answer {
  const [word = '', field] = answer.split('\t');
  return field === undefined ? [word] : [word, Buffer.from(field, 'hex').toString()];
}
