import type { Cases, Kind } from '../types.js';
import { cookieRead } from './cookie-read/index.js';
import { cookieWrite } from './cookie-write/index.js';
import { edge } from './edge/index.js';
import { notes } from './notes.js';
import { revocation } from './revocation.js';
import { safeNext } from './safe-next.js';
import { secret } from './secret/index.js';
import { toJson } from './support/json.js';
import { tokenGenerate } from './token-generate.js';
import { tokenVerify } from './token-verify/index.js';

const VERSION = '1.2.0';

/** The text of every vector file by name, without ".json". */
export function vectorFiles(): Record<Kind, string> {
  return {
    'token-generate': file(
      'token-generate',
      'Tokens issued for a user id, a secret and a time (SPEC sections 1 and 2).',
      tokenGenerate(),
    ),
    'token-verify': file(
      'token-verify',
      'Tokens judged as plain text, without a cookie round them (SPEC sections 1 and 3).',
      tokenVerify(),
    ),
    secret: file('secret', 'Secrets and key rings, usable and not (SPEC section 2).', secret()),
    'cookie-write': file(
      'cookie-write',
      'Set-Cookie values for logging in and out (SPEC section 4, Writing).',
      cookieWrite(),
    ),
    'cookie-read': file(
      'cookie-read',
      'Cookie headers as frameworks and browsers send them (SPEC section 4, Reading).',
      cookieRead(),
    ),
    edge: file(
      'edge',
      'CloudFront viewer-request events and what the function returns for each (SPEC sections 5 and 6).',
      edge(),
    ),
    'safe-next': file(
      'safe-next',
      'Where a login page may send its visitor afterwards (SPEC section 8).',
      safeNext(),
    ),
    revocation: file(
      'revocation',
      "Cut-offs: the key of a user's entry in the store, and tokens judged by a verifier that is told the user's cut-off (SPEC section 3.1). An implementation that knows no cut-offs may leave this file out.",
      revocation(),
    ),
  };
}

function file<K extends Kind>(kind: K, description: string, cases: Cases[K][]): string {
  const used = new Set(cases.flatMap((one) => one.flags));
  return toJson({
    $schema: './vectors.schema.json',
    kind,
    version: VERSION,
    description,
    notes: Object.fromEntries(Object.entries(notes).filter(([flag]) => used.has(flag))),
    numberOfCases: cases.length,
    cases,
  });
}
