import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readFirstLine } from '../../../../build/host/terminal.js';

/** A stream of these chunks; `served` counts those that were asked for. */
function streamOf(chunks: Iterable<string | Buffer>) {
  let served = 0;
  function* serve() {
    for (const chunk of chunks) {
      served += 1;
      yield Buffer.from(chunk);
    }
  }
  return { input: Readable.from(serve(), { objectMode: false }), served: () => served };
}

function* forever(chunk: string): Generator<string> {
  for (;;) {
    yield chunk;
  }
}

describe('the first line of standard input', () => {
  it.each([
    ['', []],
    ['a=1', ['a=1']],
    ['a=1', ['a=1\n']],
    ['a=1', ['a=1\r\nmore\n']],
    ['a=1; b=2', ['a=1', '; b', '=2\nmore']],
    ['', ['\n', 'more']],
    ['\u00fc', [Buffer.from([0xc3]), Buffer.from([0xbc, 0x0a])]],
    ['a'.repeat(65_536), ['a'.repeat(65_536), '\n']],
  ])('is %j', async (line, chunks) => {
    expect(await readFirstLine(streamOf(chunks).input)).toBe(line);
  });

  it.each([
    ['comes in one piece', ['a'.repeat(65_537)]],
    ['has an end', [`${'a'.repeat(65_537)}\n`]],
    ['never ends', forever('a'.repeat(10_000))],
  ])('is refused above 65,536 bytes, if it %s', async (_title, chunks) => {
    const { input, served } = streamOf(chunks);
    const reading = readFirstLine(input);
    await expect(reading).rejects.toMatchObject({ code: 'ERR_USAGE', exitCode: 2 });
    await expect(reading).rejects.toThrow(/more than 65536 bytes/);
    // What the stream has buffered beyond the limit.
    expect(served()).toBeLessThan(20);
  });
});
