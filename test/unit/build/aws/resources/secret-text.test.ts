import { describe, expect, it } from 'vitest';
import { findRing, replaceRing } from '../../../../../build/aws/resources/secret-text.js';

const OLD = 'a1'.repeat(32);

const NEW = 'b2'.repeat(32);

const LOCATION = { secretKey: 'TOKEN', secretPath: ['dev', 'shop'] };

describe('the text of a JSON secret', () => {
  it('keeps all other characters', () => {
    const text = (secret: string) =>
      `{ "owner": 12345678901234567890, "ratio": 1.0,\n  "dev": {"shop": { "TOKEN" : "${secret}", "more": [1.50] } } }\n`;
    expect(replaceRing(text(OLD), LOCATION, [NEW, OLD])).toBe(text(`${NEW},${OLD}`));
  });

  it('is created if there is none', () => {
    const made = replaceRing(undefined, LOCATION, [NEW]);
    expect(JSON.parse(made)).toEqual({ dev: { shop: { TOKEN: NEW } } });
    expect(findRing(made, LOCATION, 'it', false)).toBe(NEW);
  });

  it.each(['[]', '{"dev":[{"shop":1}]}', '{"dev":{"shop":{"TOKEN":1}}}', 'not JSON'])(
    'is refused if it has no key ring: %s',
    (text) => {
      expect(() => findRing(text, LOCATION, 'it', false)).toThrow(
        'it has no text in the field "dev.shop.TOKEN"',
      );
    },
  );
});
