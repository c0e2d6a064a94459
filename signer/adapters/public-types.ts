// The types that every adapter exports.
export type { AdapterName, DecisionOptions, SpaDecision, SpaOutcome } from './decision.js';
export type { SpaUser, TokenGuardOptions } from './guard.js';
export type { SpaTokenCookieOptions } from './renewal-options.js';
