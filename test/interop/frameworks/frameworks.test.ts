import { describe } from 'vitest';
import { frameworkSuite } from './suite.js';

describe.each(['nest', 'react-router', 'sveltekit', 'nuxt'])('%s', (name) => {
  frameworkSuite(name);
});
