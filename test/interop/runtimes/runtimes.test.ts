import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vectors } from '../../suites/vector-file.js';
import { KNOWN_EXPIRY, KNOWN_TOKEN, SECRET } from '../../unit/signer/fixtures.js';
import { TOOLS } from '../tools/tools.js';
import { bundleSuites, createProject, PROGRAM } from './bundle.js';
import { isKnown } from './exceptions.js';
import { MARK, type Report } from './inside/report.js';
import { type Result, renderPage } from './page.js';
import { RUNTIMES, type Runtime, run, WORKERD } from './runtimes.js';
import { buildSite, writeSite } from './site.js';
import { writeWorkerdConfig } from './workerd.js';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/interop', import.meta.url));
// In the repository, because the frameworks are found in its node_modules.
const PROJECT = join(CACHE, 'project');
// As many processes as the machines of CI have cores.
const LANES = 2;

const results = new Map<string, Result>();

const programOf = ({ program }: { program: string }) => join(TOOLS.runtimes!, program);

describe.runIf(TOOLS.runtimes)('on other runtimes', () => {
  beforeAll(async () => {
    await createProject(PROJECT);
    await bundleSuites(PROJECT);
    await writeSite(PROJECT);
    const expected = await buildSite(process.execPath, [], PROJECT);
    const workerd = await writeWorkerdConfig(PROJECT);
    const tasks = [
      ...RUNTIMES.map((runtime) => () => examine(runtime, expected)),
      async () => {
        const { stdout } = await run(programOf(WORKERD), workerd, PROJECT);
        return { name: WORKERD.name, report: readReport(stdout), buildsTheSame: null };
      },
    ].values();
    const lanes = Array.from({ length: LANES }, async () => {
      for (const task of tasks) {
        const result = await task();
        results.set(result.name, result);
      }
    });
    await Promise.all(lanes);
  }, 600_000);

  describe.each([...RUNTIMES, WORKERD])('$name', ({ name }) => {
    it('gives the results of all vectors of the signer', () => {
      const { passed, skipped, failed } = results.get(name)!.report.signer!;
      expect(failed).toEqual({});
      expect(passed + skipped).toBe(countVectors());
      expect(skipped).toBeLessThan(10);
    });

    it('runs the adapters, but for the exceptions that are known', () => {
      const { signer, ...adapters } = results.get(name)!.report;
      expect(Object.keys(adapters)).toHaveLength(7);
      for (const [suite, { passed, failed }] of Object.entries(adapters)) {
        const unknown = Object.entries(failed).filter(([test]) => !isKnown(name, suite, test));
        expect(Object.fromEntries(unknown)).toEqual({});
        expect(passed + Object.keys(failed).length).toBeGreaterThan(0);
      }
    });

    it('builds the function to the same bytes, if it can', () => {
      expect(results.get(name)!.buildsTheSame).toBe(name === WORKERD.name ? null : true);
    });
  });

  describe('a project that uses the signer', () => {
    let folder: string;

    beforeAll(async () => {
      // Apart from every node_modules, in which Node.js prints no warnings.
      folder = await mkdtemp(join(tmpdir(), 'spa-auth-runtimes-'));
      await createProject(folder);
      const given = `{ secret: '${SECRET}', now: ${KNOWN_EXPIRY - 60}, maxAge: 60 }`;
      const sign = `console.log(generateToken('vector-user', ${given}));`;
      const name = "'pocket-spa-auth'";
      await writeFile(
        join(folder, 'require.cjs'),
        `const { generateToken } = require(${name}); ${sign}`,
      );
      await writeFile(join(folder, 'import.mjs'), `import { generateToken } from ${name}; ${sign}`);
      const missing = "try { generateToken('a'); } catch (error) { console.log(error.message); }";
      await writeFile(
        join(folder, 'missing.mjs'),
        `import { generateToken } from ${name}; ${missing}`,
      );
    });
    afterAll(() => rm(folder, { recursive: true }));

    describe.each(RUNTIMES)('on $name', (runtime) => {
      const { name, args, restricted } = runtime;

      it('can require it', async () => {
        const { stdout, stderr } = await run(programOf(runtime), [...args, 'require.cjs'], folder);
        expect(stdout).toBe(`${KNOWN_TOKEN}\n`);
        expect(stderr.includes('ExperimentalWarning')).toBe(/22\.12\./.test(name));
      });

      it('can sign with a secret that is given, without any permission', async () => {
        const command = [...restricted(folder), 'import.mjs'];
        expect((await run(programOf(runtime), command, folder)).stdout).toBe(`${KNOWN_TOKEN}\n`);
      });

      it('is told the name of the variable where no secret is given', async () => {
        const command = [...restricted(folder), 'missing.mjs'];
        expect((await run(programOf(runtime), command, folder)).stdout).toMatch(
          name.startsWith('Deno') ? /"SPA_TOKEN_SECRET", .*--allow-env/ : /SPA_TOKEN_SECRET is set/,
        );
      });
    });
  });

  it('the page docs/runtimes.md says so', async () => {
    const ordered = [...RUNTIMES, WORKERD].map(({ name }) => results.get(name)!);
    await expect(renderPage(ordered)).toMatchFileSnapshot('../../../docs/runtimes.md');
  });
});

async function examine(runtime: Runtime, expected: Record<string, string>): Promise<Result> {
  const program = programOf(runtime);
  const { stdout } = await run(program, [...runtime.args, PROGRAM], PROJECT);
  const built = await buildSite(program, runtime.args, PROJECT);
  return {
    name: runtime.name,
    report: readReport(stdout),
    buildsTheSame: JSON.stringify(built) === JSON.stringify(expected),
  };
}

function readReport(stdout: string): Report {
  const line = stdout.split('\n').find((one) => one.startsWith(MARK));
  if (!line) {
    throw new Error(`The suites gave no report, but: ${stdout.slice(0, 2000)}`);
  }
  return JSON.parse(line.slice(MARK.length));
}

/** The secrets are checked in two ways and the cut-offs too (test/vectors/signer.test.ts). */
function countVectors(): number {
  const kinds = [
    'token-generate',
    'token-verify',
    'cookie-read',
    'cookie-write',
    'safe-next',
  ] as const;
  const twice = ['secret', 'secret', 'revocation', 'revocation'] as const;
  return [...kinds, ...twice].reduce((sum, kind) => sum + vectors(kind).cases.length, 0);
}
