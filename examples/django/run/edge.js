import { fileURLToPath } from 'node:url';
import { start } from './process.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Starts a local CloudFront with the command of the package. It serves the files of the folder
 * `root`.
 */
export async function startEdge(args, { root, secret, ...options }) {
  const env = { ...process.env, SPA_TOKEN_SECRET: secret };
  delete env.POCKET_STAGE;
  const command = [
    path('../../../dist/build/bin.js'),
    'preview',
    ...['--config', path('../spa-auth.config.json')],
    ...['--root', root],
    ...args,
  ];
  const ready = /http:\/\/localhost:(\d+)/;
  const preview = await start(process.execPath, command, { ...options, env, ready });
  return { ...preview, url: preview.found[0] };
}
