import { relative } from 'node:path';
import type { Rollup, ResolvedConfig as ViteConfig } from 'vite';
import { describeExposedFile, findExposedFile } from '../compile/find-exposed.js';
import { splitRing } from '../config/key-ring.js';
import { CliError, EXIT } from '../host/errors.js';
import type { SpaAuthOptions } from './options.js';
import { findEnvFolder, readEnvironment } from './site.js';

const SECRET = 'SPA_TOKEN_SECRET';

/**
 * Refuses a folder whose upload would publish a built function, its manifest or a secret.
 *
 * @throws CliError naming the file, relative to `project`.
 */
export async function assertPublishable(folder: string, project: string): Promise<void> {
  const found = await findExposedFile(folder);
  if (found) {
    const file = relative(project, found.file);
    const { what, why, fix } = describeExposedFile({ ...found, file });
    throw new CliError('ERR_VITE_PUBLISHED', `${what}; ${why}; ${fix}`, EXIT.gate);
  }
}

/**
 * Refuses an `envPrefix` that gives the secret to the client.
 *
 * @throws CliError naming the prefix.
 */
export function assertHiddenSecret({ envPrefix = 'VITE_' }: Pick<ViteConfig, 'envPrefix'>): void {
  const prefix = [envPrefix].flat().find((each) => SECRET.startsWith(each));
  if (prefix !== undefined) {
    throw new CliError(
      'ERR_VITE_PUBLISHED',
      `envPrefix ${JSON.stringify(prefix)} gives ${SECRET} to everybody who opens the app; choose one with which ${SECRET} does not begin`,
      EXIT.gate,
    );
  }
}

/**
 * Refuses a bundle that contains a secret of this project.
 *
 * @throws CliError naming the file in the bundle.
 */
export async function assertNoSecret(
  bundle: Rollup.OutputBundle,
  options: SpaAuthOptions,
  vite: ViteConfig,
): Promise<void> {
  const env = await readEnvironment(await findEnvFolder(options, vite), vite);
  const secrets = splitRing(env[SECRET] ?? '').filter((secret) => secret.length >= 32);
  const texts = Object.values(bundle).flatMap((output) =>
    (output.type === 'chunk'
      ? [output.code, ...(output.map?.sourcesContent ?? [])]
      : [Buffer.from(output.source).toString('latin1')]
    ).map((text) => ({ file: output.fileName, text: (text ?? '').toLowerCase() })),
  );
  const found = texts.find(({ text }) => secrets.some((secret) => text.includes(secret)));
  if (found) {
    throw new CliError(
      'ERR_VITE_PUBLISHED',
      `${JSON.stringify(found.file)} contains the secret of ${SECRET}; everybody who is logged in could read it there and sign tokens; keep it out of define and of what the app imports`,
      EXIT.gate,
    );
  }
}
