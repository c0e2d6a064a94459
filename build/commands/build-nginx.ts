import { join, relative } from 'node:path';
import { UsageError } from '../host/errors.js';
import { describeText } from '../host/quote.js';
import type { Terminal } from '../host/terminal.js';
import { writeAtomically } from '../host/write-file.js';
import type { Listen } from '../nginx/conf.js';
import type { OptionSpec } from './command.js';
import { parseBackend } from './preview-options.js';
import { type ConfigOptions, toBuildOptions } from './shared-options.js';

/** The options that a build for nginx has beside those of a build for CloudFront. */
export interface NginxOptions extends ConfigOptions {
  readonly target: 'cloudfront' | 'nginx';
  readonly serverName?: string;
  readonly root?: string;
  readonly backend?: string;
  readonly listen?: Listen;
  readonly json?: true;
}

export const NGINX_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--target <name>',
    description: 'cloudfront or nginx',
    parse(text) {
      if (text === 'cloudfront' || text === 'nginx') {
        return text;
      }
      throw new UsageError(`--target: found ${describeText(text)}; allowed: cloudfront or nginx`);
    },
    defaultValue: 'cloudfront',
  },
  { flags: '--server-name <host>', description: 'nginx: the host name' },
  {
    flags: '--root <folder>',
    description: 'nginx: the site on the server',
  },
  {
    flags: '--backend <url>',
    description: 'nginx: the backend of /api/*, loginPath and backendPaths',
    parse: parseBackend,
  },
  {
    flags: '--listen <address>',
    description: 'nginx: one address (default: 443 and 80)',
    parse(text): Listen {
      const [, port] = /^(?:\[[\da-f:]+\]|\*|[\w.-]+):([1-9]\d{0,4})$/i.exec(text) ?? [];
      if (Number(port) <= 65_535) {
        return { address: text, tls: true };
      }
      throw new UsageError(
        `--listen: found ${describeText(text)}; allowed: an address and a port, such as 127.0.0.1:8443, [::1]:8443 or *:8443`,
      );
    },
  },
];

export const NGINX_FILES = {
  module: 'spa-auth.js',
  conf: 'spa-auth.conf',
  proxy: 'proxy.conf',
};

/** What only one of the two targets has, and the other refuses. */
export function assertTargetOptions(
  options: NginxOptions & { engine: string; library?: true; secretsManager?: true },
): void {
  const forNginx = (['serverName', 'root', 'backend', 'listen'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (options.target === 'cloudfront' && forNginx.length > 0) {
    throw new UsageError(
      '--server-name, --root, --backend and --listen are for --target nginx; give it too',
    );
  }
  if (options.target === 'nginx') {
    if (options.library || options.secretsManager || options.engine !== 'vm') {
      throw new UsageError(
        '--library, --secrets-manager and --engine are for CloudFront; leave them out with --target nginx',
      );
    }
    if (options.serverName === undefined || options.root === undefined) {
      throw new UsageError(
        '--target nginx needs the host name and the folder of the site on the server, such as --server-name app.example.com --root /srv/app',
      );
    }
  }
}

/** Builds for nginx, and writes the files. */
export async function buildNginxFiles(
  options: NginxOptions,
  folder: string,
  terminal: Terminal,
): Promise<void> {
  const { buildForNginx } = await import('../nginx/build.js');
  const { serverName = '', root = '', backend, listen } = options;
  const { gates, ...texts } = await buildForNginx({
    ...toBuildOptions(options, terminal),
    serverName,
    root,
    backend,
    listen,
    secret: terminal.env.SPA_TOKEN_SECRET ?? '',
  });
  const files = {
    module: join(folder, NGINX_FILES.module),
    conf: join(folder, NGINX_FILES.conf),
    proxy: join(folder, NGINX_FILES.proxy),
  };
  for (const name of ['module', 'conf', 'proxy'] as const) {
    await writeAtomically(files[name], texts[name]);
  }
  if (options.json) {
    terminal.out(JSON.stringify({ files, report: { bytes: texts.module.length, gates } }));
    return;
  }
  const { textStyles } = await import('../host/format.js');
  const { bold, green } = textStyles(terminal.color);
  for (const file of Object.values(files)) {
    terminal.out(bold(relative(terminal.cwd, file)));
  }
  terminal.out(`\n${green('passed')}  ${gates.join(', ')}`);
}
