import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TOOLS } from '../tools/tools.js';
import { type Provider, serveProvider } from './provider.js';
import { World } from './world.js';

const run = promisify(execFile);

const MODULE = join(import.meta.dirname, '../../../terraform');

/** A folder in which Terraform runs, with a provider and a world of its own. */
export class Workspace {
  readonly world = new World();
  readonly #root: string;
  readonly #provider: Provider;

  private constructor(root: string, world: World, provider: Provider) {
    this.#root = root;
    this.world = world;
    this.#provider = provider;
  }

  static async open(): Promise<Workspace> {
    const root = await mkdtemp(join(tmpdir(), 'spa-auth-terraform-'));
    const world = new World();
    const provider = await serveProvider(world, TOOLS.terraform!, join(root, 'provider.sock'));
    const workspace = new Workspace(root, world, provider);
    await mkdir(join(root, 'bin'));
    await writeFile(join(root, 'bin/npx'), `#!/bin/sh\necho "npx $*" >> "${root}/commands"\n`, {
      mode: 0o755,
    });
    return workspace;
  }

  /** The commands with npx that Terraform ran. None of them has done anything. */
  async listCommands(): Promise<readonly string[]> {
    const text = await readFile(join(this.#root, 'commands'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async close(): Promise<void> {
    this.#provider.close();
    await rm(this.#root, { recursive: true });
  }

  /** Copies the module of the package and changes one of its files. */
  async copyModule(change?: { file: string; edit: (text: string) => string }): Promise<string> {
    const place = join(this.#root, 'module');
    await cp(MODULE, place, { recursive: true });
    if (change) {
      const file = join(place, change.file);
      const text = await readFile(file, 'utf8');
      const edited = change.edit(text);
      if (edited === text) {
        throw new Error(`${change.file} has nothing to change`);
      }
      await writeFile(file, edited);
    }
    return place;
  }

  /** Writes files into a folder. */
  async write(name: string, files: readonly { name: string; text: string }[]): Promise<string> {
    const place = join(this.#root, name);
    await mkdir(place, { recursive: true });
    for (const file of files) {
      await writeFile(join(place, file.name), file.text);
    }
    return place;
  }

  /** Runs Terraform in a folder and gives what it prints. */
  async run(place: string, ...args: string[]): Promise<string> {
    const env = {
      ...process.env,
      ...this.#provider.environment,
      PATH: `${join(this.#root, 'bin')}:${process.env.PATH}`,
      TF_CLI_ARGS: '-no-color',
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
    };
    const { stdout } = await run('terraform', args, { cwd: place, env, timeout: 60_000 });
    return stdout;
  }

  /** Initializes the folder and validates it; rejects with what is wrong. */
  async validate(place: string): Promise<void> {
    await this.run(place, 'init', '-input=false', '-backend=false');
    await this.run(place, 'validate');
  }

  /** Applies the folder and gives its state. */
  async apply(place: string): Promise<State> {
    await this.run(place, 'init', '-input=false');
    await this.run(place, 'apply', '-auto-approve', '-input=false');
    return JSON.parse(await this.run(place, 'show', '-json'));
  }
}

export interface State {
  readonly values: {
    readonly outputs: Readonly<Record<string, { value: unknown }>>;
    readonly root_module: Module;
  };
}

interface Module {
  readonly resources: readonly {
    readonly type: string;
    readonly values: Readonly<Record<string, unknown>>;
  }[];
}
