import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findNginxModule } from './server/nginx.js';
import { findPostgres } from './server/postgres.js';

const ROOT = new URL('../../../', import.meta.url);

// The newest Python that a package of requirements.txt asks for.
const VERSION = 'import sys; sys.exit(sys.version_info < (3, 11))';

/**
 * What the example needs and this machine lacks: in words, and the package that has it. A package
 * is Debian's name and Homebrew's; null for this repository itself. Homebrew's nginx has no njs, so
 * what a server needs has Debian's name alone.
 */
export function findMissing({ isServer = false } = {}) {
  const needs = [
    { what: 'the built package', isThere: isBuilt, packages: null },
    {
      what: 'Python 3.11 or later',
      isThere: () => succeeds('python3', ['-c', VERSION]),
      packages: ['python3', 'python'],
    },
    {
      what: 'the Python module venv',
      isThere: () => succeeds('python3', ['-c', 'import ensurepip, venv']),
      packages: ['python3-venv', 'python'],
    },
    {
      what: 'redis-server',
      isThere: () => succeeds('redis-server', ['--version']),
      packages: ['redis-server', 'redis'],
    },
    ...(isServer ? listServerNeeds() : []),
  ];
  return needs.filter(({ isThere }) => !isThere());
}

function listServerNeeds() {
  const nginx = findNginxModule();
  return [
    { what: 'PostgreSQL', isThere: findPostgres, packages: ['postgresql'] },
    { what: 'nginx', isThere: () => nginx, packages: ['nginx'] },
    {
      what: 'the njs module of nginx',
      isThere: () => nginx?.isThere,
      packages: ['libnginx-mod-http-js'],
    },
    { what: 'openssl', isThere: () => succeeds('openssl', ['version']), packages: ['openssl'] },
  ];
}

/** A message with the commands that install what is missing. */
export function describeMissing(missing) {
  const packages = missing.flatMap(({ packages }) => (packages ? [packages] : []));
  const list = (column) => [...new Set(packages.map((names) => names[column]))].join(' ');
  const isDebianOnly = packages.some((names) => names.length === 1);
  return [
    `The example needs ${missing.map(({ what }) => what).join(', ')}. Run once:`,
    ...(packages.length < missing.length ? [`  cd ${fileURLToPath(ROOT)} && npm ci`] : []),
    ...(packages.length > 0
      ? [
          `  apt-get install ${list(0)}    (Debian, Ubuntu; as root)`,
          ...(isDebianOnly ? [] : [`  brew install ${list(1)}    (macOS)`]),
        ]
      : []),
  ].join('\n');
}

function isBuilt() {
  return ['dist/build/bin.js', 'node_modules/esbuild'].every((file) =>
    existsSync(new URL(file, ROOT)),
  );
}

function succeeds(command, args) {
  return spawnSync(command, args).status === 0;
}
