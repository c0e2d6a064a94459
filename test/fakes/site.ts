import { buildEdgeFunction } from '../../build/compile/build.js';
import { DEFAULTS } from '../../build/config/defaults.js';
import type { EdgeConfig } from '../../build/config/edge-config.js';
import type { TlsPair } from '../../build/preview/certificate.js';
import type { RequestRecord } from '../../build/preview/log.js';
import { type Preview, startPreview } from '../../build/preview/server.js';

/** A site behind the built function, with the development login in place of a backend. */
export interface Site extends Preview {
  /** Every request that the preview has answered. */
  readonly records: readonly RequestRecord[];
}

export interface SiteOptions {
  readonly root: string;
  readonly config?: EdgeConfig;
  readonly loginAs?: string;
  /** The certificate and key for TLS. Default: none, plain HTTP. */
  readonly tls?: TlsPair | undefined;
  /** The address of a backend. With one there is no development login. */
  readonly backend?: string;
}

/** The secret of the site and of its backend. */
export const SECRET = '5e'.repeat(32);

/** The time of the site and of its backend, in Unix seconds. */
export const NOW = 1_800_000_000;

/** Starts a site as the command `preview` does. */
export async function startSite({
  root,
  config = {},
  loginAs,
  backend,
  tls,
}: SiteOptions): Promise<Site> {
  const records: RequestRecord[] = [];
  const { code, manifest } = await buildEdgeFunction({ config });
  const { loginPath, nextParam, cookieName } = { ...DEFAULTS, ...config };
  const preview = await startPreview({
    code,
    runtime: manifest.runtime,
    root,
    headers: config.preview?.headers,
    backend,
    tls,
    ...(backend === undefined && {
      login: { loginPath, nextParam, cookieName, secret: SECRET, loginAs },
    }),
    secret: SECRET,
    port: 0,
    now: () => NOW,
    onRequest: (record) => records.push(record),
  });
  return { ...preview, records };
}
