import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { equalMacs, octets, oneShotHmac, streamHmac } from '../../../signer/hmac.js';

const implementations = { oneShotHmac, streamHmac };

// RFC 4231, test cases 1, 2, 6 and 7: keys shorter and longer than a block.
const rfc4231: [key: Buffer, text: string, mac: string][] = [
  [
    Buffer.alloc(20, 0x0b),
    'Hi There',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    Buffer.from('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    Buffer.alloc(131, 0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    Buffer.alloc(131, 0xaa),
    'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
];

describe.each(Object.entries(implementations))('%s', (_name, make) => {
  it.each(rfc4231)('gives the answer of RFC 4231 (%#)', (key, text, mac) => {
    expect(make(key)(text)).toBe(mac);
  });

  it.each([16, 32, 63, 64, 65, 128])('agrees with createHmac for a key of %i bytes', (bytes) => {
    const key = Buffer.alloc(bytes, 0xa5);
    const mac = make(key);
    for (let length = 0; length < 400; length += 1) {
      for (const unit of ['a', 'é', '漢', '😀']) {
        const text = unit.repeat(length);
        expect(mac(text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
      }
    }
  });

  it('computes the MAC of the octets in both encodings', () => {
    const key = Buffer.alloc(32, 7);
    const expected = createHmac('sha256', key).update('claim').digest('hex');
    octets.write('claim and more');
    expect(make(key).ofOctets(5, 'hex')).toBe(expected);
    expect(Buffer.from(make(key).ofOctets(5, 'binary'), 'latin1').toString('hex')).toBe(expected);
  });

  it('keeps two keys apart that are used in turn', () => {
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(80, 2)];
    const macs = keys.map(make);
    for (let round = 0; round < 3; round++) {
      keys.forEach((key, i) => {
        const expected = createHmac('sha256', key).update('text').digest('hex');
        expect(macs[i]!('text')).toBe(expected);
      });
    }
  });

  it('does not mix a longer text into a later shorter one', () => {
    const mac = make(Buffer.alloc(32, 7));
    const short = mac('a');
    mac('b'.repeat(150));
    expect(mac('a')).toBe(short);
  });
});

describe('hmac', () => {
  afterEach(() => {
    vi.doUnmock('node:crypto');
    vi.resetModules();
  });

  it.each([
    ['has', () => 'digest', 'oneShotHmac'],
    ['lacks', undefined, 'streamHmac'],
  ] as const)('is chosen at import on a Node.js that %s crypto.hash', async (_has, hash, name) => {
    vi.resetModules();
    vi.doMock('node:crypto', () => ({ default: { hash } }));
    const loaded = await import('../../../signer/hmac.js');
    expect(loaded.hmac).toBe(loaded[name]);
  });
});

describe('equalMacs', () => {
  const bytes = Buffer.from(
    '1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2',
    'hex',
  );
  const mac = bytes.toString('latin1');

  it('accepts the same bytes', () => {
    expect(equalMacs(bytes, `${mac}`)).toBe(true);
  });

  it('rejects every other byte in every position', () => {
    for (let place = 0; place < 32; place++) {
      for (let byte = 0; byte < 256; byte++) {
        const other = Buffer.from(bytes);
        other[place] = byte;
        expect(equalMacs(other, mac)).toBe(byte === bytes[place]);
        expect(equalMacs(bytes, other.toString('latin1'))).toBe(byte === bytes[place]);
      }
    }
  });

  it('rejects a character whose low byte alone is right', () => {
    const wide = String.fromCharCode(0x100 + bytes[0]!) + mac.slice(1);
    expect(equalMacs(bytes, wide)).toBe(false);
  });

  it('rejects another length after any earlier comparison', () => {
    for (const other of [
      bytes.subarray(0, 0),
      bytes.subarray(0, 31),
      Buffer.concat([bytes, bytes]),
    ]) {
      equalMacs(bytes, mac);
      expect(equalMacs(other, mac)).toBe(false);
      expect(equalMacs(bytes, other.toString('latin1'))).toBe(false);
      expect(equalMacs(other, other.toString('latin1'))).toBe(false);
    }
  });
});
