import type { SecretCase } from '../../types.js';
import { sections } from '../support/sections.js';
import { broken, brokenRings } from './unusable.js';
import { rings, single } from './usable.js';

export function secret(): SecretCase[] {
  return sections([
    [1, single],
    [51, rings],
    [101, broken],
    [151, brokenRings],
  ]);
}
