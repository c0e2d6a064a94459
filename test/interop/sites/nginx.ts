import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCertificate } from '../../../build/preview/certificate.js';

/** A running nginx with a folder of files behind a gate. */
export interface Nginx {
  readonly url: string;
  close(): Promise<void>;
}

export interface NginxOptions {
  readonly program: string;
  readonly files: Readonly<Record<string, string>>;
  /** The one `Cookie` header that opens the gate. */
  readonly cookie: string;
  /** Whether it serves TLS. */
  readonly isSecure: boolean;
  /** Whether answers over TLS have HSTS. Default: true. */
  readonly hasHsts?: boolean;
  /** Directives of the server beside those of the gate. */
  readonly more?: string;
  /** What a stranger gets. Default: a redirect to the login page. */
  readonly refusal?: string;
}

/** Starts nginx on a free port of the loopback interface, in a folder of its own. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  for (const [path, content] of Object.entries(options.files)) {
    await mkdir(dirname(join(folder, 'site', path)), { recursive: true });
    await writeFile(join(folder, 'site', path), content);
  }
  const { cert, key } = createCertificate(Math.floor(Date.now() / 1000));
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key);
  const port = await findFreePort();
  await writeFile(join(folder, 'nginx.conf'), configure(folder, port, options));
  const child = spawn(options.program, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill());
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const exited = once(child, 'exit');
  const url = `${options.isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;
  await Promise.race([
    waitForPort(port),
    exited.then(() => Promise.reject(new Error(`nginx ended early:\n${log}`))),
  ]);
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

function configure(folder: string, port: number, options: NginxOptions): string {
  const {
    isSecure,
    hasHsts = true,
    cookie,
    more = '',
    refusal = 'return 302 /login.html?next=$request_uri;',
  } = options;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ');
  // Within an "if" nginx allows few directives, and this is one that does what it says.
  // As root, its workers would run as a user who cannot read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `daemon off;
${user}
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  map_hash_bucket_size 256;
  ${temporary}
  types { text/html html; text/javascript js; text/css css; application/json json map webmanifest; }
  map $http_cookie $is_stranger { default 1; "${cookie}" 0; }
  server {
    listen 127.0.0.1:${port}${isSecure ? ' ssl' : ''};
    ${isSecure ? `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;` : ''}
    ${isSecure && hasHsts ? 'add_header Strict-Transport-Security "max-age=31536000" always;' : ''}
    add_header Cache-Control no-cache;
    root ${folder}/site;
    location = /login.html { }
    location / {
      if ($is_stranger) { ${refusal} }
      try_files $uri $uri/index.html /index.html;
    }
    ${more}
  }
}
`;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function waitForPort(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) {
      return;
    }
  }
}
