import { resolve } from 'node:path';
import { parseDash } from '../host/cookie-input.js';
import { CliError, EXIT, UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import { VIEWER_METHODS } from '../platform/limits.js';
import type { Command } from './command.js';
import { loadEnvFile, warnOfOuterConfig } from './project.js';
import { CONFIG_OPTIONS, type ConfigOptions, toBuildOptions } from './shared-options.js';

interface ExplainOptions extends ConfigOptions {
  readonly method: string;
  readonly header?: readonly string[];
  readonly cookie?: string;
  readonly store?: string;
  readonly json?: true;
}

export const explain: Command<ExplainOptions> = {
  name: 'explain',
  summary: 'Tell in steps how the edge function decides a request, without a network',
  argument: { name: 'path', description: 'the path with its query, or a URL' },
  options: [
    ...CONFIG_OPTIONS,
    {
      flags: '--method <method>',
      description: 'the method of the request',
      defaultValue: 'GET',
      parse: parseMethod,
    },
    {
      flags: '--header <line>',
      description: "a header, as 'name: value'; may be repeated",
      parse: (text, previous) => [...((previous as string[] | undefined) ?? []), text],
    },
    {
      flags: '--cookie <->',
      description: '-: standard input is the value of a Cookie header, or a bare token',
      parse: parseDash('--cookie', 'cookie'),
    },
    {
      flags: '--store <file>',
      description: 'entries of the KeyValueStore as JSON, for cut-offs (see docs/explain.md)',
    },
    { flags: '--json', description: 'print one JSON object instead of the report' },
  ],
  tooManyArgumentsHint: 'quote the path for the shell, since "?" and "&" mean something to it',
  notes:
    'The secret is SPA_TOKEN_SECRET, from the environment or the .env beside the configuration; without it, whether a signature is right cannot be told. The exit status is 0 whatever the verdict. No token, secret or cookie value is printed.',
  async run(options, terminal, target) {
    const [{ loadConfig }, { compileEdge }, { createExplainer }, { parseRequest }] =
      await Promise.all([
        import('../config/load.js'),
        import('../compile/bundle.js'),
        import('../explain/explain.js'),
        import('../explain/input.js'),
      ]);
    const { config: file, ...rest } = toBuildOptions(options, terminal);
    await warnOfOuterConfig(options, terminal);
    await loadEnvFile(options, terminal);
    const { config } = await loadConfig({ file, ...rest });
    const { request, notes } = parseRequest(
      {
        target,
        method: options.method,
        headers: options.header ?? [],
        cookie: options.cookie && (await terminal.readLine('cookie: ')),
      },
      config.cookieName,
    );
    const { ring, isRingKnown, kvs } = await chooseRing(options, terminal);
    const code = await compileEdge(config, config.secret === 'embedded' ? ring : '');
    const explainer = await createExplainer({
      ...{ config, code, ring, isRingKnown },
      ...(config.secret === 'kvs' && { kvs }),
    });
    const explanation = await explainer.explain(request, terminal.clock.now());
    for (const note of notes) {
      terminal.err(`pocket-spa-auth: note: ${note}`);
    }
    if (options.json) {
      terminal.out(JSON.stringify(explanation));
    } else {
      const { formatExplanation } = await import('../explain/report.js');
      terminal.out(formatExplanation(explanation, terminal.color));
    }
    if (explanation.disagreement !== null) {
      throw new CliError(
        'ERR_EXPLAIN',
        'the steps and the built function disagree, which is a defect of this package; please report it with the configuration and the request',
        EXIT.unexpected,
      );
    }
    return undefined;
  },
};

/** The ring and the content of the store; a ring that stands in if there is none. */
async function chooseRing({ store }: ExplainOptions, { cwd, env }: Terminal) {
  const entries = store === undefined ? {} : await readStore(resolve(cwd, store));
  const stored = entries.token_secret;
  const given = stored === undefined ? env.SPA_TOKEN_SECRET : stored.split(';', 1)[0];
  if (given) {
    const { checkKeyRing } = await import('../config/key-ring.js');
    checkKeyRing(given);
    return { ring: given, isRingKnown: true, kvs: { token_secret: given, ...entries } };
  }
  const { generateSecret } = await import('../../signer/index.js');
  const ring = generateSecret();
  return { ring, isRingKnown: false, kvs: { ...entries, token_secret: ring } };
}

async function readStore(file: string) {
  const { readStoreFile } = await import('../explain/store-file.js');
  return readStoreFile(file);
}

function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (VIEWER_METHODS.includes(method)) {
    return method;
  }
  throw new UsageError(
    `--method: found ${describeText(text)}; allowed: ${VIEWER_METHODS.join(', ')}`,
  );
}
