import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { equalMacs, oneShotHmac, streamHmac } from '../../../signer/hmac.js';

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
  const mac = '1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2';

  it('accepts the same text', () => {
    expect(equalMacs(mac, `${mac}`)).toBe(true);
  });

  it('rejects every other digit in every position', () => {
    for (let place = 0; place < 64; place++) {
      for (const digit of '0123456789abcdef') {
        const other = mac.slice(0, place) + digit + mac.slice(place + 1);
        expect(equalMacs(mac, other)).toBe(digit === mac[place]);
        expect(equalMacs(other, mac)).toBe(digit === mac[place]);
      }
    }
  });

  it('rejects another length after any earlier comparison', () => {
    for (const other of ['', mac.slice(0, 63), `${mac}0`, mac + mac]) {
      equalMacs(mac, mac);
      expect(equalMacs(mac, other)).toBe(false);
      expect(equalMacs(other, mac)).toBe(false);
      expect(equalMacs(other, other)).toBe(false);
    }
  });
});
