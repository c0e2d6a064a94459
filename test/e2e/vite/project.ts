import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closedPort } from '../../fakes/backend.js';
import { STEP_LIMIT } from '../browsers/browser.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The versions of Vite that are installed here, each in a folder of its own. */
export const VERSIONS = ['current', 'oldest'] as const;
export type Version = (typeof VERSIONS)[number];

/** The kinds of app. */
export const KINDS = ['react', 'plain'] as const;
export type Kind = (typeof KINDS)[number];

const CONFIG = "import spaAuth from 'pocket-spa-auth/vite';\n";

const APPS: Record<Kind, Readonly<Record<string, string>>> = {
  react: {
    'vite.config.mjs': `${CONFIG}import react from '@vitejs/plugin-react';
export default { plugins: [react(), spaAuth()] };
`,
    'src/main.jsx': `import { createRoot } from 'react-dom/client';
import { App } from './app.jsx';
createRoot(document.getElementById('root')).render(<App />);
`,
    'src/app.jsx': `import { useState } from 'react';
export function App() {
  const [count, setCount] = useState(0);
  return (
    <main>
      <h1>The first text</h1>
      <p>{location.pathname}</p>
      <button onClick={() => setCount(count + 1)}>counted {count}</button>
    </main>
  );
}
`,
  },
  plain: {
    'vite.config.mjs': `${CONFIG}export default { plugins: [spaAuth()] };\n`,
    'src/main.jsx': `import { render } from './app.jsx';
let count = 0;
const button = document.createElement('button');
const show = (draw) => {
  document.getElementById('root').innerHTML = draw(location.pathname);
  document.getElementById('root').append(button);
  button.textContent = 'counted ' + count;
};
button.onclick = () => { count++; show(render); };
show(render);
import.meta.hot?.accept('./app.jsx', (changed) => show(changed.render));
`,
    'src/app.jsx': `export const render = (path) => '<h1>The first text</h1><p>' + path + '</p>';\n`,
  },
};

const PAGE = `<!doctype html>
<html lang="en">
<title>An app</title>
<div id="root"></div>
<script type="module" src="/src/main.jsx"></script>
</html>
`;

/** An app with a version of Vite and this package. */
export interface Project {
  readonly folder: string;
  write(name: string, text: string): Promise<void>;
  /** Replaces a text in a file, as an editor does. */
  edit(name: string, from: string, to: string): Promise<void>;
  /** Runs Vite until it ends. */
  run(...args: string[]): Promise<{ readonly status: number; readonly output: string }>;
  /** Starts a server of Vite and waits until it listens. */
  start(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Running>;
  remove(): Promise<void>;
}

export interface Running {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
}

export async function makeProject(version: Version, kind: Kind): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'spa-auth-app-'));
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  await linkPackages(folder, fileURLToPath(new URL(`${version}/node_modules`, import.meta.url)));
  await write('package.json', '{ "private": true, "type": "module" }\n');
  await write('index.html', PAGE);
  await write('spa-auth.config.json', '{ "publicPaths": ["/favicon.ico"] }\n');
  for (const [name, text] of Object.entries(APPS[kind])) {
    await write(name, text);
  }

  function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const vite = join(folder, 'node_modules/vite/bin/vite.js');
    const { NODE_ENV: _, VITEST: __, SPA_TOKEN_SECRET: ___, ...outer } = process.env;
    const child = spawn(process.execPath, [vite, ...args], {
      cwd: folder,
      env: { ...outer, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // A run that is broken off must not leave it behind.
    const kill = () => child.kill();
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    return { child, output: () => output };
  }

  return {
    folder,
    write,
    async edit(name, from, to) {
      const text = await readFile(join(folder, name), 'utf8');
      await write(name, text.replace(from, to));
    },
    async run(...args) {
      const { child, output } = launch(args);
      const [status] = await once(child, 'close');
      return { status, output: output() };
    },
    async start(args = [], env) {
      const port = await closedPort();
      const given = [...args, '--port', String(port), '--strictPort', '--host', '127.0.0.1'];
      const { child, output } = launch(given, env);
      await waitFor(() => /Local:/.test(output()) || child.exitCode !== null);
      if (child.exitCode !== null) {
        throw new Error(`Vite ended: ${output()}`);
      }
      const stop = async () => {
        if (child.exitCode === null && child.kill()) {
          await once(child, 'exit');
        }
      };
      return { url: `http://localhost:${port}`, output, stop };
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Links what is installed for a version, and this package. */
async function linkPackages(folder: string, installed: string): Promise<void> {
  const names = (await readdir(installed)).filter((name) => !name.startsWith('.'));
  await mkdir(join(folder, 'node_modules'));
  for (const name of names) {
    await symlink(join(installed, name), join(folder, 'node_modules', name), 'junction');
  }
  await symlink(ROOT, join(folder, 'node_modules/pocket-spa-auth'), 'junction');
}

async function waitFor(isReady: () => boolean): Promise<void> {
  for (const end = Date.now() + STEP_LIMIT; !isReady() && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
