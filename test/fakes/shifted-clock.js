// Loaded before a program by `node --import`: moves its clock by the seconds that stand in a file,
// whenever they change.
import { readFileSync } from 'node:fs';

const { SPA_TOKEN_CLOCK } = process.env;
const real = Date.now;

Date.now = () => real() + 1000 * Number(readFileSync(SPA_TOKEN_CLOCK, 'utf8'));
