import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, runProgram } from './run-program.js';

/** What `npm pack` says of the tarball. Sizes are in bytes. */
export interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** A new folder with a `package.json`, in which the packed package is installed. */
export interface Installed {
  readonly folder: string;
  readonly tarball: string;
  readonly packed: Packed;
}

/** Packs the package and installs the tarball in an empty project. */
export async function installPacked(manifest: object): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'spa-auth-package-'));
  // The script `prepare` would build again while the other checks use dist/.
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));
  const tarball = join(folder, packed.filename);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  // Without network access, audits and messages about funding.
  const install = ['install', '--ignore-scripts', '--offline', '--no-audit', '--no-fund', tarball];
  const { status, stderr } = await runProgram('npm', install, { cwd: folder });
  if (status !== 0) {
    throw new Error(`npm install failed: ${stderr}`);
  }
  return { folder, tarball, packed };
}
