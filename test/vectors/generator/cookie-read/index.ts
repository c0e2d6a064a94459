import type { CookieReadCase } from '../../types.js';
import { sections } from '../support/sections.js';
import { bounds } from './bounds.js';
import { candidateOrder, decodedText, malformedPercent } from './candidates.js';
import { duplicates } from './duplicates.js';
import { frameworks } from './frameworks.js';
import { names } from './names.js';
import { octets } from './octets.js';
import { python } from './python.js';
import { syntax, verification } from './verification.js';

export function cookieRead(): CookieReadCase[] {
  return sections([
    [1, frameworks],
    [51, python],
    [101, candidateOrder],
    [121, malformedPercent],
    [151, decodedText],
    [201, duplicates],
    [251, names],
    [301, verification],
    [351, syntax],
    [401, bounds],
    [501, octets],
  ]);
}
