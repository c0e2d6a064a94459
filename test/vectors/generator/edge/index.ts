import type { EdgeCase } from '../../types.js';
import { sections } from '../support/sections.js';
import { absentParts } from './absent.js';
import { bounds } from './bounds.js';
import { cookieNames } from './cookies.js';
import { counting } from './counting.js';
import { fallbacks } from './fallback.js';
import { identities } from './identity.js';
import { locations } from './location.js';
import { logins } from './login.js';
import { loops } from './loop.js';
import { pages } from './pages.js';
import { plainPaths } from './plain.js';
import { preflights } from './preflight.js';
import { publicPaths } from './public.js';
import { refusals } from './refusal.js';
import { revocations } from './revocation/index.js';
import { routes } from './routes.js';
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
    [1001, plainPaths()],
    [1151, pages()],
    [1251, counting()],
    [1311, routes()],
    [1411, absentParts()],
    [1431, bounds()],
  ]);
}
