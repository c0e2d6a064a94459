import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { TlsPair } from '../preview/certificate.js';
import { createDevelopmentLogin, type LoginOptions } from '../preview/development-login.js';
import { keepCookies } from '../preview/secure-cookies.js';
import { buildForNginx, type NginxBuildOptions } from './build.js';
import { type NginxProgram, runNginx } from './server.js';

export interface NginxPreviewOptions extends Omit<NginxBuildOptions, 'serverName' | 'listen'> {
  readonly nginx: NginxProgram;
  /** The key ring that the gate verifies with. */
  readonly secret: string;
  /** The port on the loopback interface; 0 for any free one. */
  readonly port: number;
  readonly tls?: TlsPair | undefined;
  /** The login that stands in for the backend's. Default: none. */
  readonly login?: LoginOptions | undefined;
  /** The time source of the login, in Unix seconds. */
  readonly now: () => number;
}

/** A running preview. */
export interface NginxPreview {
  readonly url: string;
  /** The URL of the development login; undefined if there is none. */
  readonly loginUrl: string | undefined;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Runs nginx with the files of a build, on the loopback interface. */
export async function previewOnNginx(options: NginxPreviewOptions): Promise<NginxPreview> {
  const { tls, secret, nginx } = options;
  const port = options.port || (await findFreePort());
  const login = options.login && createDevelopmentLogin(options.login, options.now, keepCookies);
  // The login is a backend of nginx: nothing but nginx answers at the address of the preview.
  const loginServer = login && createServer((request, response) => login.answer(request, response));
  try {
    const { module, conf, proxy } = await buildForNginx({
      ...options,
      serverName: 'localhost',
      listen: { address: `${HOST}:${port}`, tls: tls !== undefined },
      backend: loginServer ? await listen(loginServer) : options.backend,
    });
    const running = await runNginx({
      ...nginx,
      port,
      http: 'include spa-auth/spa-auth.conf;',
      files: {
        'spa-auth/spa-auth.js': module,
        'spa-auth/spa-auth.conf': conf,
        'spa-auth/proxy.conf': proxy,
        'spa-auth/secret.conf': `js_var $spa_auth_secret "${secret.replace(/\s/g, '')}";\n`,
        'spa-auth/cut-offs.conf': '',
        ...(tls && { 'spa-auth/cert.pem': tls.cert, 'spa-auth/key.pem': tls.key }),
      },
    });
    const url = `${tls ? 'https' : 'http'}://localhost:${port}`;
    return {
      url,
      loginUrl: login && url + login.path,
      async close() {
        loginServer?.close();
        await running.close();
      },
    };
  } catch (error) {
    loginServer?.close();
    throw error;
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, HOST);
  await once(server, 'listening');
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
}

async function findFreePort(): Promise<number> {
  const server = createTcpServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
