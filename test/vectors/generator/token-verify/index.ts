import type { TokenVerifyCase } from '../../types.js';
import { sections } from '../support/sections.js';
import { expiries, seconds } from './expiry.js';
import { ids } from './ids.js';
import { macs } from './macs.js';
import { rings } from './rings.js';
import { shapes } from './shapes.js';

export function tokenVerify(): TokenVerifyCase[] {
  return sections([
    [1, seconds],
    [51, expiries],
    [101, macs],
    [151, shapes],
    [201, ids],
    [251, rings],
  ]);
}
