import type { Build, Session } from '../aws/session.js';
import { UsageError } from '../host/errors.js';
import { quoteForShell } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import { type SessionOptions, toBuildOptions } from './shared-options.js';

/** Loads the configuration and creates the AWS clients. It does not call AWS. */
export async function openSession(options: SessionOptions, terminal: Terminal): Promise<Session> {
  const [{ loadConfig }, { createAwsClients }, { createProgress }] = await Promise.all([
    import('../config/load.js'),
    import('../aws/clients.js'),
    import('../host/progress.js'),
  ]);
  const { config: file, ...chosen } = toBuildOptions(options, terminal);
  const loaded = await loadConfig({ file, ...chosen });
  const { config, deployment, stage, stages, secretSharedWith, file: foundFile } = loaded;
  if (stage === undefined && stages.length > 0) {
    throw new UsageError(
      `the configuration has the stages ${stages.join(', ')}, and this command works on one of them; choose it with --stage or POCKET_STAGE`,
    );
  }
  const { region = deployment.region, profile } = options;
  return {
    aws: await createAwsClients({ region, profile }),
    clock: terminal.clock,
    progress: await createProgress(terminal),
    config,
    secretSharedWith,
    isConfigured: foundFile !== undefined,
    configuredDistribution: deployment.distribution,
    deployment: {
      ...deployment,
      ...(await parseDeployOptions(options)),
      ...formatSelection(options, stage),
    },
  };
}

/** Opens a session, with a function that builds what should be LIVE in it. */
export async function openReadSession(
  options: SessionOptions,
  terminal: Terminal,
): Promise<{ readonly session: Session; readonly build: Build }> {
  const { buildEdgeFunction } = await import('../compile/build.js');
  const session = await openSession(options, terminal);
  const { config } = session;
  return {
    session,
    build: (secret) => buildEdgeFunction({ config, ...(secret !== undefined && { secret }) }),
  };
}

/** Checks the options that override `deploy` by the rules of the configuration. */
async function parseDeployOptions({ distribution, behavior: behaviors }: SessionOptions) {
  const deploy = {
    ...(distribution === undefined ? {} : { distribution }),
    ...(behaviors === undefined ? {} : { behaviors }),
  };
  const { resolveConfig } = await import('../config/resolve.js');
  resolveConfig({ deploy }, undefined, 'command line');
  return deploy;
}

/** Formats the options that make another command work on the same deployment. */
function formatSelection(options: SessionOptions, stage: string | undefined) {
  const { config, pocketToml, name, profile, region, distribution, behavior = [] } = options;
  return {
    selection: formatOptions({ config, 'pocket-toml': pocketToml, name, stage, region, profile }),
    attachment: [
      formatOptions({ distribution }),
      ...behavior.map((pattern) => formatOptions({ behavior: pattern })),
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function formatOptions(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .flatMap(([option, value]) =>
      value === undefined ? [] : [`--${option} ${quoteForShell(value)}`],
    )
    .join(' ');
}
