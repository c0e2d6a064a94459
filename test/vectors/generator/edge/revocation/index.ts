import type { Draft } from '../case.js';
import { cookies } from './cookies.js';
import { everybody } from './everybody.js';
import { off } from './off.js';
import { outages } from './outages.js';
import { outcomes } from './outcomes.js';
import { users } from './users.js';

/** Cut-offs (SPEC 3.1). Each part is a section of its own. */
export const revocations: [first: number, drafts: Draft[]][] = [
  [801, users()],
  [861, everybody()],
  [901, cookies()],
  [931, outages()],
  [951, outcomes()],
  [981, off()],
];
