import { type AnyNode, parse } from 'acorn';
import { full } from 'acorn-walk';
import { analyze } from 'periscopic';
import { compileEdge } from '../compile/bundle.js';
import { FUNCTION_FILE } from '../compile/gates/gate.js';
import { probes } from '../compile/gates/probes.js';
import { findRegexProblem } from '../compile/gates/regex.js';
import { secrecy } from '../compile/gates/secrecy.js';
import { ascii } from '../compile/gates/size.js';
import { vectors } from '../compile/gates/vectors.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import { GateError } from '../host/errors.js';
import { RUNTIME_APIS } from '../platform/runtimes.js';

export const MODULE_FILE = 'spa-auth.js';

/**
 * Runs the gates and returns their names. Only nginx can run the module itself, so the vectors and
 * probes run with the same sources in the form of CloudFront. `edge/nginx/` is in no such build;
 * the tests of this project hold it to the vectors on nginx.
 */
export async function checkModule(
  code: string,
  config: ResolvedConfig,
  ring: string,
): Promise<string[]> {
  const artifact = { code, config, ring };
  checkSyntax(code);
  const sameSources = { code: await compileEdge(config), config, ring };
  for (const gate of [ascii, secrecy]) {
    try {
      await gate.check(artifact);
    } catch (error) {
      const { gate: name, place, problem } = error as GateError;
      throw new GateError(name, place.replace(FUNCTION_FILE, MODULE_FILE), problem);
    }
  }
  for (const gate of [probes, vectors]) {
    await gate.check(sameSources);
  }
  return ['syntax', ascii.name, secrecy.name, probes.name, vectors.name];
}

/** Refuses all but ES5.1 between the import of `crypto` and the export, and unknown names. */
function checkSyntax(code: string): void {
  try {
    const module = parse(code, { ecmaVersion: 2015, sourceType: 'module' });
    const [first] = module.body;
    const last = module.body.at(-1)!;
    if (first?.type !== 'ImportDeclaration' || last.type !== 'ExportDefaultDeclaration') {
      throw new SyntaxError('no import of crypto at its start, or no default export at its end');
    }
    const program = parse(code.slice(first.end, last.start), { ecmaVersion: 5 });
    full(program, (node: AnyNode) => {
      const problem = findRegexProblem(node);
      if (problem !== undefined) {
        throw new SyntaxError(problem);
      }
    });
    const known = [...RUNTIME_APIS['cloudfront-js-2.0'].globals, 'crypto'];
    for (const name of analyze(program as Parameters<typeof analyze>[0]).globals.keys()) {
      if (!known.includes(name)) {
        throw new SyntaxError(`njs has no global ${name}`);
      }
    }
  } catch (error) {
    throw error instanceof SyntaxError
      ? new GateError('syntax', MODULE_FILE, error.message)
      : error;
  }
}
