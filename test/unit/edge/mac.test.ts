import { Buffer as NodeBuffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { beforeAll, expect, it, vi } from 'vitest';
import { OTHER_SECRET, SECRET, tokenOf } from '../signer/fixtures.js';

/** A Buffer whose memory begins at an offset that is not divisible by eight. */
function shifted(bytes: NodeBuffer, offset: number): NodeBuffer {
  const memory = new ArrayBuffer(bytes.length + offset);
  const copy = NodeBuffer.from(memory, offset, bytes.length);
  bytes.copy(copy);
  return copy;
}

let offset = 0;

const writes = vi.hoisted(() => ({ areLost: false }));

let findVerified: (tokens: unknown[], keys: unknown[]) => unknown;

beforeAll(async () => {
  vi.stubGlobal('BYTE_STRINGS', false);
  vi.stubGlobal('cryptoModule', createRequire(import.meta.url)('node:crypto'));
  vi.stubGlobal('Buffer', {
    from: (value: string | ArrayBuffer, encoding?: BufferEncoding) =>
      typeof value === 'string'
        ? shifted(NodeBuffer.from(value, encoding), offset)
        : {
            write: (text: string) =>
              writes.areLost ? 0 : NodeBuffer.from(value).write(text, 'latin1'),
          },
  });
  // A dynamic import: the types of the edge are for another runtime than Node.js.
  const source = '../../../edge/mac.js';
  ({ findVerified } = await import(source));
});

// CloudFront does not document at which offset the memory of a Buffer begins. Float64Array throws
// at one that is not divisible by eight, and every valid user would get a 503.
it.each([0, 1, 4, 7, 8, 13])('compares MACs if Buffers begin at offset %i', (at) => {
  offset = at;
  const token = tokenOf('alice', 100);
  const parsed = [token.slice(0, -65), token.slice(-64), 'alice', 100];
  const key = (secret: string) => shifted(NodeBuffer.from(secret, 'hex'), at);
  expect(findVerified([parsed], [key(OTHER_SECRET), key(SECRET)])).toBe(parsed);
  expect(findVerified([parsed], [key(OTHER_SECRET)])).toBeUndefined();
});

it('verifies nothing if the memory of the Buffer is not that of the numbers', async () => {
  vi.resetModules();
  const source = '../../../edge/mac.js';
  const fresh = (await import(source)) as { findVerified: typeof findVerified };
  writes.areLost = true;
  const token = tokenOf('alice', 100);
  const parsed = [token.slice(0, -65), token.slice(-64), 'alice', 100];
  expect(fresh.findVerified([parsed], [NodeBuffer.from(SECRET, 'hex')])).toBeUndefined();
});
