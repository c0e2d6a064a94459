import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { vmEngine } from '../../../build/runtime/sandbox.js';
import { edgeSuite } from '../../suites/edge.js';
import { artifact } from '../../suites/edge-artifact.js';
import { BEFORE_LIMITS, EDGE_LIMITS, EMBEDDED_LIMITS } from '../../suites/edge-limits.js';

const folder = mkdtempSync(join(tmpdir(), 'spa-auth-no-hooks-'));
const nothing = join(folder, 'nothing.ts');
writeFileSync(nothing, 'export default function () {}\n');
afterAll(() => rmSync(folder, { recursive: true }));

// Hooks that do nothing change no answer (SPEC 5.7).
const HOOKS = { before: nothing, after: nothing };
const RUNTIME = 'cloudfront-js-2.0';
edgeSuite(
  'kvs with hooks',
  artifact('kvs', RUNTIME, { ...EDGE_LIMITS, ...BEFORE_LIMITS }, vmEngine, HOOKS),
);
edgeSuite(
  'embedded with hooks',
  artifact('embedded', RUNTIME, { ...EMBEDDED_LIMITS, ...BEFORE_LIMITS }, vmEngine, HOOKS),
);
