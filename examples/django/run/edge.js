import { fileURLToPath } from 'node:url';
import { start } from './process.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** A local CloudFront, started by the command that a user of the package has. */
export async function startEdge(args, { secret, onLine }) {
  const env = { ...process.env, SPA_TOKEN_SECRET: secret };
  delete env.POCKET_STAGE;
  const command = [
    path('../../../dist/build/bin.js'),
    'preview',
    ...['--config', path('../spa-auth.config.json')],
    ...['--root', path('../site')],
    ...args,
  ];
  const ready = /http:\/\/localhost:(\d+)/;
  const preview = await start(process.execPath, command, { env, ready, onLine });
  return { ...preview, url: preview.found[0] };
}
