import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { loadConfig } from '../../../../../build/config/load.js';

export const GENERAL = `
[general]
region = "ap-northeast-1"
project_name = "shop"
stages = ["dev", "prd"]
`;

export const SECRETS = `
[container.api.secrets.managed]
SPA_TOKEN_SECRET = { type = "spa_token_secret" }
SECRET_KEY = { type = "password" }
`;

export const WEB = `
[cloudfront.web]
token_secret = "SPA_TOKEN_SECRET"
routes = [
  { is_default = true, is_spa = true, require_token = true, origin_path = "/app" },
  { path_pattern = "/api/*", type = "lambda", handler = "api.wsgi" },
]
`;

export const WHOLE = `${GENERAL}${SECRETS}${WEB}`;

export const route = (keys: string) =>
  `{ is_default = true, is_spa = true, require_token = true, ${keys} }`;

export const withRoutes = (...routes: string[]) =>
  `${GENERAL}${SECRETS}[cloudfront.web]\ntoken_secret = "SPA_TOKEN_SECRET"\nroutes = [${routes.join()}]\n`;

/** A folder for each test, and functions that load a `pocket.toml` in it. */
export function usePocketToml() {
  const folder = { cwd: '' };

  beforeEach(async () => {
    folder.cwd = await mkdtemp(join(tmpdir(), 'spa-auth-pocket-'));
    vi.stubEnv('POCKET_STAGE', undefined);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder.cwd, { recursive: true });
  });

  async function load(text: string, options: { name?: string; stage?: string } = {}) {
    await writeFile(join(folder.cwd, 'pocket.toml'), text);
    const { name, stage = 'dev' } = options;
    return loadConfig({ cwd: folder.cwd, stage, pocketToml: { file: 'pocket.toml', name } });
  }

  async function problems(text: string, options: { name?: string; stage?: string } = {}) {
    const error: Error = await load(text, options).then(
      () => expect.fail('the file was accepted'),
      (thrown) => thrown,
    );
    expect(error.name).toBe('ConfigError');
    return error.message.split('\n').map((line) => line.replace(/^pocket\.toml: /, ''));
  }

  return { folder, load, problems };
}
