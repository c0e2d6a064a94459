// Test keys that are easy to recognize. Never use one of them for anything else.
export const FIRST = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
export const SECOND = 'fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210';
export const THIRD = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
export const FOURTH = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
/** In no ring of any case. */
export const FOREIGN = 'ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100';

/** The clock of every case that does not set its own, in Unix seconds. */
export const NOW = 1_800_000_000;
/** NOW and the default lifetime of 604,800 seconds. */
export const LATER = 1_800_604_800;
export const USER = 'vector-user';
