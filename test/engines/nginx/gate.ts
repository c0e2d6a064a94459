import type { ResolvedConfig } from '../../../build/config/edge-config.js';
import { resolveServer } from '../../../build/nginx/build.js';
import { formatConf, type ServerOptions } from '../../../build/nginx/conf.js';
import { compileModule } from '../../../build/nginx/module.js';
import { type NginxProgram, type RunningNginx, runNginx } from '../../../build/nginx/server.js';
import { findFreePort } from '../../interop/sites/nginx.js';

/** A gate on nginx, and what its files hold. */
export interface GateOptions extends Partial<ServerOptions> {
  readonly config: ResolvedConfig;
  readonly nginx: NginxProgram;
  readonly secret: string;
  /** Lines of the file of cut-offs, with the names of the store. */
  readonly cutOffs?: Readonly<Record<string, string>>;
  /** What its clock shows, in Unix seconds. Default: the time. */
  readonly now?: number;
  /** Changes the generated text. */
  readonly edit?: (conf: string, port: number) => string;
  /** Changes the module. */
  readonly editModule?: (code: string) => string;
  /** More of the http block. */
  readonly http?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly main?: string;
  /** Default: false. */
  readonly isTls?: boolean;
}

export interface Gate extends RunningNginx {
  readonly port: number;
}

const modules = new Map<string, Promise<string>>();

/** Starts nginx with the generated files, as `build --target nginx` writes them. */
export async function startGate(options: GateOptions): Promise<Gate> {
  const { secret, now, cutOffs = {}, edit = (conf) => conf } = options;
  const { editModule = (code) => code } = options;
  const port = await findFreePort();
  const { config, server } = resolveServer(options.config, {
    serverName: 'app.example.com',
    root: '/nonexistent',
    listen: { address: `127.0.0.1:${port}`, tls: options.isTls ?? false },
    ...options,
  });
  const key = JSON.stringify(config);
  const module = modules.get(key) ?? compileModule(config);
  modules.set(key, module);
  const code = await module;
  const { conf, proxy } = formatConf(config, server);
  const running = await runNginx({
    ...options.nginx,
    port,
    main: options.main,
    http: `include spa-auth/spa-auth.conf;\n${options.http ?? ''}`,
    files: {
      ...options.files,
      'spa-auth/spa-auth.js': editModule(now === undefined ? code : stopClock(code, now)),
      'spa-auth/spa-auth.conf': edit(conf, port),
      'spa-auth/proxy.conf': proxy,
      'spa-auth/secret.conf': `js_var $spa_auth_secret ${JSON.stringify(secret)};\n`,
      'spa-auth/cut-offs.conf': Object.entries(cutOffs)
        .map(
          ([name, value]) =>
            `${name.replace('revoked:', '').slice(0, 40)} ${JSON.stringify(value)};\n`,
        )
        .join(''),
    },
  });
  return { ...running, port };
}

/** The module with clocks that stand still. */
function stopClock(code: string, now: number): string {
  return code
    .replace('from"crypto";', `$&Date.now=function(){return ${now * 1000}};`)
    .replace(/\w+\.msec/, String(now));
}
