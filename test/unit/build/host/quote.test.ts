import { expect, it } from 'vitest';
import { describeText } from '../../../../build/host/quote.js';

it.each([
  ['', 'empty text'],
  ['65536', '"65536"'],
  ['/in?a=b', '"/in?a=b"'],
  ['a "b"', '"a \\"b\\""'],
  ['a\u001b[2J\u202e', '"a\\u001b[2J\\u202e"'],
  ['/Reports/2024/January/Finance/Summary', '"/Reports/2024/January/Finance/Summary"'],
  ['/assets/2024/application-settings.v2.js', '"/assets/2024/application-settings.v2.js"'],
  [
    'arn:aws:cloudfront::123456789012:function/shop',
    '"arn:aws:cloudfront::123456789012:function/shop"',
  ],
  ['http://ada:pass/w@rd@localhost:8000', '"http://…@localhost:8000"'],
  ['//ada@host', '"//…@host"'],
  ['ada:pass@host', '"…@host"'],
  ['ada@example.com', '"ada@example.com"'],
  ['x'.repeat(101), `"${'x'.repeat(100)}…", text of 101 characters`],
])('the text %j is shown as %s', (text, shown) => {
  expect(describeText(text)).toBe(shown);
});

it.each([
  'a1'.repeat(32),
  'A1B2C3D4E5F60718',
  `/login?token=ada:1999999999:${'0f'.repeat(32)}`,
  `pocket-spa-token=ada:1:${'0f'.repeat(32)}`,
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'eyJhbGciOiJIUzI1NiJ9.e30.x',
])('the length of %j is shown instead', (text) => {
  expect(describeText(text)).toBe(`text of ${text.length} characters`);
});
