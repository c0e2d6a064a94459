import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Page, STEP_LIMIT } from '../browsers/browser.js';
import { sendLogin } from '../browsers/form.js';
import { BROWSERS } from '../browsers/installed.js';
import { readDemoLines, readLines, readSteps, readText } from './readme.js';
import { type Running, run, start } from './shell.js';

// A newcomer's first hour: a clean clone and, beside it, an empty folder. Whatever is typed here is
// read from the README. Only the ports are others, because tests run side by side.

const PICTURES = 'dist/screenshots';
const WAIT = { timeout: STEP_LIMIT };
const INSTALL_LIMIT = 600_000;
const WARNING = /^npm (?:warn|error)|deprecat|warning:/im;

let desk: string;
let clone: string;
let project: string;
const ports = { demo: 0, backend: 0, preview: 0 };
const times: string[] = [];

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  desk = await mkdtemp(join(tmpdir(), 'first-hour-'));
  clone = join(desk, 'pocket-spa-auth');
  project = join(desk, 'my-app');
  await copyRepository(clone);
  await mkdir(project);
  for (const name of ['demo', 'backend', 'preview'] as const) {
    ports[name] = await findFreePort();
  }
  await timed('npm ci in the clone', () => run('npm ci', clone, environment(0)));
}, INSTALL_LIMIT);

afterAll(async () => {
  console.log(`The first hour, in seconds:\n${times.join('\n')}`);
  await rm(desk, { recursive: true, force: true });
});

describe('a clean clone', () => {
  let demo: Running;

  beforeAll(async () => {
    const line = readDemoLines().find((text) => text.includes('npm start'));
    expect(line).toBe('npm ci && npm start');
    await timed('npm start, to the address', async () => {
      demo = start('npm start', clone, environment(ports.demo));
      await demo.printed(/http:\/\/localhost:\d+/);
    });
  }, INSTALL_LIMIT);

  afterAll(() => demo?.interrupt());

  it('starts without a warning', () => {
    expect(demo.output()).not.toMatch(WARNING);
  });

  it.each(BROWSERS)('leads from the deep link of the README to its report in $name', async (b) => {
    const link = readLink(/http:\/\/localhost:8787\/reports\S*?(?=`)/, ports.demo);
    await timed(`the demo in ${b.name}`, () =>
      visit(b, async (page) => {
        await page.goto(link);
        expect(await page.text()).toContain('Log in');
        await sendLogin(page, 'ada', 'analytical engine');
        await expect.poll(() => page.url(), WAIT).toBe(link);
        await expect.poll(() => page.text(), WAIT).toMatch(/\w/);
        expect(await page.text()).not.toContain('No such report');
        await page.screenshot(`${PICTURES}/first-hour-demo-${b.name}.png`);
      }),
    );
  });
});

describe('an empty folder', () => {
  const running: Running[] = [];
  let explained: string;

  beforeAll(async () => {
    const steps = readSteps('## Quick start');
    // Without an account of AWS, the way ends before the deployment.
    const local = steps.slice(
      0,
      steps.findIndex(({ text }) => / deploy /.test(text)),
    );
    expect(local.map(({ target }) => target)).toEqual(['sh', 'server.mjs', 'sh']);
    for (const { target, text } of local) {
      if (target === 'sh') {
        for (const line of readLines(text)) {
          await typeLine(line);
        }
      } else {
        await writeFile(join(project, target), withPorts(text));
      }
    }
  }, INSTALL_LIMIT);

  afterAll(() => Promise.all(running.map((program) => program.interrupt())));

  /** Types a line. A program that does not end goes into a terminal of its own. */
  async function typeLine(line: string) {
    // The README's clone is installed already.
    const typed = withPorts(line).replace('npm ci && npm pack', 'npm pack');
    if (/\bserver\.mjs$/.test(line)) {
      running.push(start(typed, project, environment(0)));
    } else if (line.includes(' preview ')) {
      const preview = start(typed, project, environment(ports.preview));
      running.push(preview);
      await timed(line, () => preview.printed(/http:\/\/localhost:\d+/));
    } else {
      const output = await timed(line, () => run(typed, project, environment(0)));
      expect(withoutScriptNotice(output)).not.toMatch(WARNING);
      explained = output;
    }
  }

  it('has what explain says of a page at last', () => {
    expect(explained).toContain('missing');
    expect(explained).toContain('302');
  });

  it.each(BROWSERS)('leads over the login to the page in $name', async (b) => {
    const link = readLink(/http:\/\/localhost:8787\/[\w/]+(?=`, log in)/, ports.preview);
    await timed(`the own site in ${b.name}`, () =>
      visit(b, async (page) => {
        await page.goto(link);
        expect(await page.url()).toContain('/api/auth/login?next=');
        await page.click('button');
        await expect.poll(() => page.url(), WAIT).toBe(link);
        await expect.poll(() => page.text(), WAIT).toBe('My app');
        await page.goto(new URL('/__spa-auth/', link).href);
        await expect.poll(() => page.text(), WAIT).toContain(new URL(link).pathname);
        await page.screenshot(`${PICTURES}/first-hour-inspector-${b.name}.png`);
      }),
    );
  });
});

async function visit({ launch }: (typeof BROWSERS)[number], use: (page: Page) => Promise<void>) {
  const browser = await launch();
  try {
    await use(await browser.open());
  } finally {
    await browser.close();
  }
}

/** Copies what git keeps or would keep, so that a change is walked before it is committed. */
async function copyRepository(target: string): Promise<void> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const file of execFileSync('git', list, { encoding: 'utf8' }).split('\0').filter(Boolean)) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(file, join(target, file), { verbatimSymlinks: true }).catch((error) => {
      // A file that is deleted, but not yet in git.
      if (error.code !== 'ENOENT') {
        throw error;
      }
    });
  }
}

/** An environment as a login shell has it: without what npm and the tests have set. */
function environment(port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|VITEST|NODE_|INIT_CWD|CI$|SPA_|TEST$|PORT$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...(port > 0 && { PORT: String(port) }) };
}

/**
 * npm 11.19 names the script `prepare` of a tarball, which it does not run. Packages of a registry
 * are not named for it.
 */
function withoutScriptNotice(output: string): string {
  return output.replace(/^npm warn install-scripts.*\n/gm, '');
}

function withPorts(text: string): string {
  return text.replace(/\b3000\b/g, String(ports.backend));
}

function readLink(pattern: RegExp, port: number): string {
  return readText(pattern).replace('8787', String(port));
}

function findFreePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

async function timed<T>(what: string, action: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await action();
  times.push(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)}  ${what}`);
  return result;
}
