import { createPrivateKey, X509Certificate } from 'node:crypto';

import { expect, it } from 'vitest';
import { createCertificate } from '../../../../build/preview/certificate.js';

const NOW = 1_800_000_000;

it('makes a certificate for localhost that its own key has signed', () => {
  const { cert, key } = createCertificate(NOW);
  const read = new X509Certificate(cert);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(read.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(read.checkHost('localhost', { subject: 'never' })).toBe('localhost');
  expect(read.ca).toBe(false);
  // serverAuth, RFC 5280 section 4.2.1.12.
  expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

it('makes it valid from a day before to 30 days after', () => {
  const read = new X509Certificate(createCertificate(NOW).cert);
  expect([read.validFrom, read.validTo]).toEqual([
    'Jan 14 08:00:00 2027 GMT',
    'Feb 14 08:00:00 2027 GMT',
  ]);
});

it('writes years from 2050 on with four digits', () => {
  const read = new X509Certificate(createCertificate(2_524_608_000).cert);
  expect([read.validFrom, read.validTo]).toEqual([
    'Dec 31 00:00:00 2049 GMT',
    'Jan 31 00:00:00 2050 GMT',
  ]);
});

it('makes another one each time', () => {
  const [first, second] = [createCertificate(NOW), createCertificate(NOW)].map(
    ({ cert }) => new X509Certificate(cert),
  );
  expect(first!.serialNumber).not.toBe(second!.serialNumber);
  expect(first!.fingerprint256).not.toBe(second!.fingerprint256);
});
