import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildEdgeFunction } from '../compile/build.js';
import { createManifest, type Manifest } from '../compile/manifest.js';
import { type Deployment, resolveDeployment } from '../config/deployment.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import { loadConfig } from '../config/load.js';
import { resolveConfig } from '../config/resolve.js';
import { chooseStage } from '../config/stages.js';
import { CliError } from '../host/errors.js';
import { assertStoreBuild } from '../synth/synth.js';
import type { Blueprint, BlueprintAnswer, BlueprintOptions } from './blueprint.js';

// The program of the process that blueprint.ts starts: options on standard input, one answer on
// standard output.

async function makeBlueprint(options: BlueprintOptions): Promise<Blueprint> {
  const { config, deployment } = await loadDeployment(options);
  assertStoreBuild(config);
  const { built, ...buildOptions } = options;
  const code =
    built === undefined
      ? (await buildEdgeFunction(buildOptions)).code
      : await readBuilt(built, config, deployment);
  const { name, secretId, secretKey = null, secretPath, tags } = deployment;
  const { region = null, kmsKeyId = null } = deployment;
  const secret = { secretId, secretKey, secretPath, region, kmsKeyId };
  return { name, code, runtime: config.runtime, tags, ...secret };
}

async function loadDeployment({ config, pocketToml, stage }: BlueprintOptions) {
  if (typeof config !== 'object') {
    return loadConfig({ file: config, pocketToml, stage });
  }
  const chosen = chooseStage(config, stage);
  return { config: resolveConfig(config, chosen), deployment: resolveDeployment(config, chosen) };
}

/** Reads a function that has passed the gates, and checks that it is still that function. */
async function readBuilt(folder: string, config: ResolvedConfig, { name }: Deployment) {
  const again = 'build it again: npx pocket-spa-auth build, with the same configuration and stage';
  const read = (file: string) =>
    readFile(join(folder, file), 'utf8').catch(() => {
      throw new CliError(
        'ERR_BUILT',
        `there is no ${JSON.stringify(join(folder, file))}; ${again}`,
      );
    });
  const code = await read('viewer-request.js');
  const manifest = JSON.parse(await read('manifest.json')) as Manifest;
  const expected = createManifest(code, config, name);
  for (const key of ['name', 'version', 'configHash', 'sha256'] as const) {
    if (manifest[key] !== expected[key]) {
      throw new CliError(
        'ERR_BUILT',
        `${JSON.stringify(folder)} has another ${key} than this configuration and this version of the package give; ${again}`,
      );
    }
  }
  return code;
}

async function answer(): Promise<BlueprintAnswer> {
  try {
    return { blueprint: await makeBlueprint(JSON.parse(await text(process.stdin))) };
  } catch (error) {
    if (error instanceof CliError) {
      return { error: { code: error.code, message: error.message } };
    }
    throw error;
  }
}

process.stdout.write(JSON.stringify(await answer()));
