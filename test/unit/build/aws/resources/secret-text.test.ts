import { describe, expect, it } from 'vitest';
import { findRing, replaceRing } from '../../../../../build/aws/resources/secret-text.js';

const OLD = 'a1'.repeat(32);

const NEW = 'b2'.repeat(32);

const PLACE = { secretKey: 'TOKEN', secretPath: ['dev', 'shop'] };

describe('the text of a JSON secret', () => {
  it('keeps every other character', () => {
    const text = (secret: string) =>
      `{ "owner": 12345678901234567890, "ratio": 1.0,\n  "dev": {"shop": { "TOKEN" : "${secret}", "more": [1.50] } } }\n`;
    expect(replaceRing(text(OLD), PLACE, [NEW, OLD])).toBe(text(`${NEW},${OLD}`));
  });

  it('is made where there is none', () => {
    const made = replaceRing(undefined, PLACE, [NEW]);
    expect(JSON.parse(made)).toEqual({ dev: { shop: { TOKEN: NEW } } });
    expect(findRing(made, PLACE, 'it', false)).toBe(NEW);
  });

  it.each(['[]', '{"dev":[{"shop":1}]}', '{"dev":{"shop":{"TOKEN":1}}}', 'not JSON'])(
    'has no ring in %s',
    (text) => {
      expect(() => findRing(text, PLACE, 'it', false)).toThrow(
        'it holds no text at "dev.shop.TOKEN"',
      );
    },
  );
});
