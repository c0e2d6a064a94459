import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../port.js';
import { run, start } from '../process.js';

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

// Debian keeps nginx where only the path of root leads.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const program = process.env.POCKET_NGINX || 'nginx';

/** Whether there is an nginx, and whether it has the module for njs; undefined without nginx. */
export function findNginxModule() {
  const { status, stderr } = spawnSync(program, ['-V'], { env, encoding: 'utf8' });
  if (status !== 0) {
    return undefined;
  }
  const { POCKET_NGINX_MODULES } = process.env;
  const folder = POCKET_NGINX_MODULES || /--modules-path=(\S+)/.exec(stderr)?.[1];
  const module = join(folder ?? '/usr/lib/nginx/modules', 'ngx_http_js_module.so');
  return { module, isThere: existsSync(module) };
}

/**
 * Starts nginx with a certificate made for this run, and with the gate in front of the site. The
 * files in /etc/nginx/spa-auth are those of a server; nginx.conf stands in for Debian's.
 */
export async function startNginx(at, { port: wanted, secret, signal, onLine }) {
  const port = wanted === '0' ? await findFreePort() : wanted;
  const url = `https://localhost:${port}`;
  const folder = at('/etc/nginx/spa-auth');
  await run(
    process.execPath,
    [
      ...[path('../../dist/build/bin.js'), 'build', '--target', 'nginx', '--out', folder],
      ...['--config', path('spa-auth.config.json'), '--root', at('/srv/quayside/site')],
      ...['--server-name', 'localhost', '--listen', `127.0.0.1:${port}`],
    ],
    { signal, env: { ...process.env, SPA_TOKEN_SECRET: secret } },
  );
  const line = `js_var $spa_auth_secret "${secret}";\n`;
  await writeFile(join(folder, 'secret.conf'), line, { mode: 0o600 });
  await run(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-days', '7', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
    ],
    { signal },
  );
  const conf = at('/etc/nginx/nginx.conf');
  await writeFile(conf, formatMain(at));
  const nginx = await start(program, ['-p', at('/etc/nginx'), '-c', conf, '-e', 'stderr'], {
    env,
    signal,
    onLine,
    ready: (until) => waitForLogin(url, join(folder, 'cert.pem'), until),
  });
  return { ...nginx, url };
}

function formatMain(at) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  // As root, the workers would be another user, who cannot open the sockets of this run.
  return `load_module "${findNginxModule().module}";
${process.getuid() === 0 ? 'user root;\n' : ''}daemon off;
pid "${at('/run/nginx.pid')}";
error_log stderr warn;
worker_processes 2;
events { }
http {
  access_log off;
  types {
    text/html html; text/css css; text/javascript js;
    image/svg+xml svg; image/png png; font/woff2 woff2;
  }
${temporary.map((name) => `  ${name}_temp_path "${at(`/run/${name}`)}";\n`).join('')}  include conf.d/*.conf;
  include spa-auth/spa-auth.conf;
}
`;
}

/** Waits for the login page, which needs nginx, the gate, gunicorn, PostgreSQL and Redis. */
async function waitForLogin(url, certificate, signal) {
  const ca = await readFile(certificate);
  while (!signal.aborted && (await ask(`${url}/api/auth/login`, { ca, signal })) !== 200) {
    await setTimeout(100);
  }
}

function ask(url, options) {
  return new Promise((resolve) => {
    request(url, { ...options, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', () => resolve(undefined))
      .end();
  });
}
