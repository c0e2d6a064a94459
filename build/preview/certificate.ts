import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, both in PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400;
const LIFE_DAYS = 30;

/**
 * Makes a self-signed certificate for `localhost` and 127.0.0.1. `now` is in Unix seconds; it is
 * valid from a day before to 30 days after.
 *
 * Written here because Node.js reads certificates and makes none, and the libraries that do add 80
 * kB to the packed package (@peculiar/x509; selfsigned contains it), for these 60 lines.
 */
export function createCertificate(now: number): TlsPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(
    set(sequence(oid(COMMON_NAME), der(UTF8_STRING, Buffer.from('localhost')))),
  );
  // RFC 5280 section 4.1.
  const body = sequence(
    der(explicit(0), integer(Buffer.from([VERSION_3]))),
    // Positive and not empty.
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sequence(oid(ECDSA_WITH_SHA256)),
    name,
    sequence(time(now - DAY), time(now + LIFE_DAYS * DAY)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(explicit(3), sequence(alternativeNames(), serverOnly())),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, sequence(oid(ECDSA_WITH_SHA256)), bits(signature));
  return {
    cert: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const VERSION_3 = 2;

// Tags of DER (ITU-T X.690).
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
const explicit = (number: number) => 0xa0 + number;

// Object identifiers, as DER encodes them.
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';
const EXTENDED_KEY_USAGE = '551d25';
const SERVER_AUTH = '2b06010505070301';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';

/** Browsers read these names alone, never the common name (RFC 6125 section 6.4.4). */
function alternativeNames(): Buffer {
  const names = sequence(
    der(DNS_NAME, Buffer.from('localhost')),
    der(IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
  );
  return sequence(oid(SUBJECT_ALT_NAME), der(OCTET_STRING, names));
}

function serverOnly(): Buffer {
  return sequence(oid(EXTENDED_KEY_USAGE), der(OCTET_STRING, sequence(oid(SERVER_AUTH))));
}

const sequence = (...parts: readonly Buffer[]) => der(SEQUENCE, ...parts);
const set = (...parts: readonly Buffer[]) => der(SET, ...parts);
const integer = (value: Buffer) => der(INTEGER, value);
const oid = (hex: string) => der(OBJECT_IDENTIFIER, Buffer.from(hex, 'hex'));
// The first octet counts the bits that are not used.
const bits = (value: Buffer) => der(BIT_STRING, Buffer.from([0]), value);

/** A date, as RFC 5280 section 4.1.2.5 wants it: with a year of two digits before 2050. */
function time(seconds: number): Buffer {
  const digits = `${new Date(seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  return digits < '2050'
    ? der(UTC_TIME, Buffer.from(digits.slice(2)))
    : der(GENERALIZED_TIME, Buffer.from(digits));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  // A length from 128 on is written as the number of its octets and these.
  const octets = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const size = length < 0x80 ? [length] : [0x80 + octets.length, ...octets];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
