import type { CookieWriteCase } from '../../types.js';
import { sections } from '../support/sections.js';
import { attributes, badAttributes } from './attributes.js';
import { logouts } from './logouts.js';
import { badTokens, tokens } from './tokens.js';

export function cookieWrite(): CookieWriteCase[] {
  return sections([
    [1, tokens],
    [51, badTokens],
    [101, attributes],
    [151, badAttributes],
    [201, logouts],
  ]);
}
