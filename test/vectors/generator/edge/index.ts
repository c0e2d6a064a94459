import type { EdgeCase } from '../../types.js';
import { sections } from '../support/sections.js';
import { cookieNames } from './cookies.js';
import { fallbacks } from './fallback.js';
import { identities } from './identity.js';
import { locations } from './location.js';
import { logins } from './login.js';
import { loops } from './loop.js';
import { preflights } from './preflight.js';
import { publicPaths } from './public.js';
import { refusals } from './refusal.js';
import { revocations } from './revocation/index.js';
import { verdicts } from './verdict.js';

export function edge(): EdgeCase[] {
  return sections([
    [1, verdicts()],
    [101, refusals()],
    [301, publicPaths()],
    [401, preflights()],
    [451, loops()],
    [501, identities()],
    [551, fallbacks()],
    [601, locations()],
    [701, logins()],
    [751, cookieNames()],
    ...revocations,
  ]);
}
