import { createHmac } from 'node:crypto';

// The known answer of SPEC 1.
export const SECRET = '0123456789abcdef'.repeat(4);
export const KNOWN_EXPIRY = 9_999_999_999;
export const KNOWN_TOKEN = `vector-user:${KNOWN_EXPIRY}:1d9ce3921b69e57a4562a294cfa678b3ff4938b49b0369d646185d9ef24567e2`;

export const OTHER_SECRET = 'fedcba9876543210'.repeat(4);
export const THIRD_SECRET = '00112233445566778899aabbccddeeff';

/** A token that is not made by the code under test. */
export function tokenOf(userId: string, expiry: number | string, secret = SECRET): string {
  const claim = `${userId}:${expiry}`;
  return `${claim}:${createHmac('sha256', Buffer.from(secret, 'hex')).update(claim).digest('hex')}`;
}

/** The error that a call throws. */
export function thrownBy(call: () => unknown): Error & { code?: string } {
  try {
    call();
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error('nothing was thrown');
}
