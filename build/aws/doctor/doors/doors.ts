import type { Finding } from '../findings.js';
import { checkErrorPages } from './error-pages.js';
import { checkShadows } from './shadows.js';
import { type DoorCheck, type DoorInput, describeSite } from './site.js';

const CHECKS: readonly DoorCheck[] = [checkErrorPages, checkShadows];

/** The ways around the function: who gets in without it, or gets what belongs to another user. */
export function checkDoors(input: DoorInput): readonly Finding[] {
  const site = describeSite(input);
  return site ? CHECKS.flatMap((check) => check(site)) : [];
}
