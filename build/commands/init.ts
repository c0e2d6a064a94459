import type { ResolvedConfig } from '../config/edge-config.js';
import { UsageError } from '../host/errors.js';
import { describeText, quoteForShell } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import type { Answers } from '../init/answers.js';
import type { FileReport } from '../init/files.js';
import type { Command } from './command.js';

/** The answers that were given as options. */
type GivenAnswers = Partial<Answers>;

interface InitOptions extends GivenAnswers {
  readonly yes?: true;
}

/** The option of each answer, and the question for it. */
const FLAGS: Readonly<Record<keyof Answers, string>> = {
  site: '--site',
  loginPath: '--login-path',
  backendPath: '--backend-path',
  secret: '--secret',
  framework: '--framework',
};

export const init: Command<InitOptions> = {
  name: 'init',
  summary: 'Write a configuration and a secret for this project, and say what comes next',
  options: [
    { flags: '--site <folder>', description: 'the folder of the built site' },
    { flags: '--login-path <path>', description: 'where users log in' },
    { flags: '--backend-path <pattern>', description: 'the paths of the backend, such as /api/*' },
    {
      flags: '--secret <place>',
      description:
        'where the function finds the secret on AWS: kvs (a KeyValueStore) or embedded (built in)',
    },
    {
      flags: '--framework <name>',
      description:
        'of the backend: express, fastify, hono, koa, node, fetch, django, rust or other',
    },
    { flags: '--yes', description: 'take the default of every answer that is not given' },
  ],
  tooManyArgumentsHint: 'it works in the current folder',
  notes:
    'Writes spa-auth.config.ts and a new secret in .env, and makes git ignore .env and .spa-auth/. What exists is kept, so it can be run again.',
  async run({ yes, ...given }, terminal) {
    const { detectAnswers } = await import('../init/answers.js');
    const defaults = detectAnswers(terminal.cwd);
    await checkAnswers(given, terminal.cwd);
    const answers = yes ? { ...defaults, ...given } : await complete(given, defaults, terminal);
    const { resolveConfig } = await import('../config/resolve.js');
    const { loginPath, backendPath, secret } = answers;
    resolveConfig({ loginPath, backendPaths: [backendPath], secret }, undefined, 'init');
    const { checkSecretFile, writeConfig, writeGitignore, writeSecret } = await import(
      '../init/files.js'
    );
    const existing = await findConfig(terminal);
    await checkSecretFile(terminal.cwd);
    // The secret comes last, when git ignores its file.
    const reports = [
      existing === undefined
        ? await writeConfig(terminal.cwd, answers)
        : ({ file: existing, change: 'kept', what: '' } as const),
      await writeGitignore(terminal.cwd),
      await writeSecret(terminal.cwd),
    ];
    await printReports(reports, terminal);
    if (existing !== undefined) {
      await printDifferences(existing, given, terminal);
    }
    await printNext(answers, terminal);
    return undefined;
  },
};

/** Asks for the answers that are missing. */
async function complete(
  given: GivenAnswers,
  defaults: Answers,
  terminal: Terminal,
): Promise<Answers> {
  const missing = (Object.keys(FLAGS) as (keyof Answers)[]).filter((key) => !given[key]);
  if (missing.length === 0) {
    return { ...defaults, ...given };
  }
  if (!terminal.canAsk) {
    const flags = missing.map((key) => `${FLAGS[key]} ${quoteForShell(defaults[key])}`);
    throw new UsageError(
      `init: this terminal cannot ask; give the missing answers, or --yes for these defaults: ${flags.join(' ')}`,
    );
  }
  const { askForAnswers } = await import('./init-questions.js');
  return { ...defaults, ...given, ...(await askForAnswers(missing, defaults, terminal.cwd)) };
}

/** @throws UsageError for the first answer that cannot be used. */
async function checkAnswers(given: GivenAnswers, cwd: string): Promise<void> {
  const { answerProblems, FRAMEWORKS, SECRET_PLACES } = await import('../init/answers.js');
  const { site, loginPath, backendPath, secret, framework } = given;
  assertAnswer('site', site, site && answerProblems.site(site, cwd), 'a folder');
  assertAnswer(
    'loginPath',
    loginPath,
    loginPath && answerProblems.loginPath(loginPath),
    'a path such as /api/auth/login, or an absolute https: URL',
  );
  assertAnswer(
    'backendPath',
    backendPath,
    backendPath && answerProblems.backendPath(backendPath),
    'a path, or a prefix that ends in "*", such as /api/*',
  );
  assertChoice('secret', secret, SECRET_PLACES);
  assertChoice('framework', framework, FRAMEWORKS);
}

function assertAnswer(
  key: keyof Answers,
  value: string | undefined,
  problem: string | undefined,
  allowed: string,
): void {
  if (value !== undefined && problem) {
    throw new UsageError(
      `${FLAGS[key]}: found ${describeText(value)}: ${problem}; allowed: ${allowed}`,
    );
  }
}

function assertChoice(
  key: 'secret' | 'framework',
  value: string | undefined,
  choices: readonly string[],
): void {
  if (value === undefined || choices.includes(value)) {
    return;
  }
  // Somebody may have given the secret itself.
  const found = key === 'secret' ? 'another text' : describeText(value);
  const more = key === 'secret' ? '; the secret itself is made by init, in .env' : '';
  throw new UsageError(`${FLAGS[key]}: found ${found}; allowed: ${choices.join(', ')}${more}`);
}

async function findConfig({ cwd }: Terminal): Promise<string | undefined> {
  const [{ findConfigFile }, { basename }] = await Promise.all([
    import('../config/source/config-file.js'),
    import('node:path'),
  ]);
  const file = await findConfigFile(undefined, cwd);
  return file && basename(file);
}

async function printReports(reports: readonly FileReport[], terminal: Terminal): Promise<void> {
  const { textStyles } = await import('../host/format.js');
  const { dim, green } = textStyles(terminal.color);
  for (const { file, change, what } of reports) {
    const verb = change === 'kept' ? dim('kept   ') : green(change.padEnd(7));
    terminal.out(`${verb}  ${file}${what && `  ${dim(what)}`}`);
  }
}

/** Says where the configuration that exists differs from the answers that were given. */
async function printDifferences(
  file: string,
  given: GivenAnswers,
  terminal: Terminal,
): Promise<void> {
  const { loadConfig } = await import('../config/load.js');
  let config: ResolvedConfig;
  try {
    ({ config } = await loadConfig({ cwd: terminal.cwd, file }));
  } catch (error) {
    terminal.out(`\n${file} cannot be used as it is: ${(error as Error).message}`);
    return;
  }
  const { loginPath, backendPath, secret } = given;
  const lines = [
    ...(loginPath === undefined || loginPath === config.loginPath
      ? []
      : [`loginPath is "${config.loginPath}", and --login-path says "${loginPath}"`]),
    ...(backendPath === undefined || config.backendPaths.includes(backendPath)
      ? []
      : [
          `backendPaths is ${JSON.stringify(config.backendPaths)}, and --backend-path says "${backendPath}"`,
        ]),
    ...(secret === undefined || secret === config.secret
      ? []
      : [`secret is "${config.secret}", and --secret says "${secret}"`]),
  ];
  if (lines.length > 0) {
    terminal.out(`\n${file} was kept, so these options had no effect; change the file itself:`);
    for (const line of lines) {
      terminal.out(`  ${line}`);
    }
  }
}

async function printNext(answers: Answers, terminal: Terminal): Promise<void> {
  const [{ backendLines }, { textStyles, formatTable }, { existsSync }, { join, resolve }] =
    await Promise.all([
      import('../init/backend-lines.js'),
      import('../host/format.js'),
      import('node:fs'),
      import('node:path'),
    ]);
  const { bold } = textStyles(terminal.color);
  const page = join(resolve(terminal.cwd, answers.site), 'index.html');
  const missing = (await hasEsbuild()) ? '' : 'npm install --save-dev esbuild';
  terminal.out(`\n${bold('next')}`);
  if (missing) {
    terminal.out(`  ${missing}`);
  }
  terminal.out(
    formatTable([
      [
        `npx pocket-spa-auth preview --root ${quoteForShell(answers.site)}`,
        existsSync(page)
          ? '# the site behind the function, on this machine'
          : `# after the build of your site: there is no ${quoteForShell(answers.site)}/index.html yet`,
      ],
      ['npx pocket-spa-auth build', '# the function for CloudFront, in .spa-auth/'],
    ]),
  );
  terminal.out(
    `\n${bold('in the backend')}, with the SPA_TOKEN_SECRET of .env (${answers.framework}):`,
  );
  for (const line of backendLines(answers)) {
    terminal.out(line && `  ${line}`);
  }
}

async function hasEsbuild(): Promise<boolean> {
  return import('esbuild').then(
    () => true,
    () => false,
  );
}
