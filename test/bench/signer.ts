// Compares signing and verifying with a bare createHmac(KeyObject), interleaved in one run. The
// ratios are valid on other machines, the times are not. Run: npm run bench:signer
import { createHmac, createSecretKey } from 'node:crypto';
import {
  checkToken,
  createKeyRing,
  generateToken,
  readTokenCookie,
  safeNext,
  verifyToken,
} from '../../signer/index.js';

const WARM_UP = 20;
const ROUNDS = 200;
// So few that most slices are not interrupted by other programs.
const CALLS = 500;
const USERS = 64;

const secret = '0123456789abcdef'.repeat(4);
const options = { secret, now: 1_700_000_000 };
const ring = { ...options, secret: createKeyRing(secret) };
const rotated = { ...options, secret: `${'fedcba9876543210'.repeat(4)},${secret}` };
const later = { ...options, now: 1_800_000_000 };
const key = createSecretKey(Buffer.from(secret, 'hex'));

const users = Array.from({ length: USERS }, (_, i) => `user-${i}@example.com`);
const tokens = users.map((user) => generateToken(user, options));
const claims = tokens.map((token) => token.slice(0, -65));
const forged = tokens.map((token) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0'));
const headers = tokens.map((token) => `theme=dark; pocket-spa-token=${token}; lang=en`);

const candidates: Record<string, (i: number) => unknown> = {
  'bare createHmac(KeyObject)': (i) => createHmac('sha256', key).update(claims[i]!).digest('hex'),
  'sign, secret as text': (i) => generateToken(users[i]!, options),
  'sign, KeyRing': (i) => generateToken(users[i]!, ring),
  'verify, secret as text': (i) => verifyToken(tokens[i], options),
  'verify, KeyRing': (i) => checkToken(tokens[i], ring),
  'verify under the second secret': (i) => checkToken(tokens[i], rotated),
  'read a cookie header': (i) => readTokenCookie(headers[i], options),
  'refuse, bad_signature': (i) => checkToken(forged[i], options),
  'refuse, expired': (i) => checkToken(tokens[i], later),
  'refuse, malformed': (i) => checkToken(users[i], options),
  'safeNext, a path': () => safeNext('/orders/7?tab=items'),
};

const names = Object.keys(candidates);
const times = new Map(names.map((name) => [name, [] as number[]]));
let sink: unknown;

for (let round = 1 - WARM_UP; round <= ROUNDS; round++) {
  for (const name of names) {
    const call = candidates[name]!;
    const start = process.hrtime.bigint();
    for (let i = 0; i < CALLS; i++) {
      sink = call(i % USERS);
    }
    const time = Number(process.hrtime.bigint() - start) / CALLS;
    if (round > 0) {
      times.get(name)!.push(time);
    }
  }
}

const median = (name: string) => times.get(name)!.sort((a, b) => a - b)[ROUNDS >> 1]!;
const bare = median(names[0]!);
for (const name of names) {
  const ratio = (bare / median(name)).toFixed(2);
  console.log(
    `${name.padEnd(32)} ${ratio.padStart(6)} x  ${median(name).toFixed(0).padStart(5)} ns`,
  );
}
if (sink === undefined) {
  throw new Error('nothing ran');
}
