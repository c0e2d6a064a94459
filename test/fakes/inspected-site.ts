import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { buildEdgeFunction } from '../../build/compile/build.js';
import type { EdgeConfig } from '../../build/config/edge-config.js';
import { resolveConfig } from '../../build/config/resolve.js';
import { createPreviewInspector } from '../../build/explain/inspector.js';
import { INSPECTOR_PATH } from '../../build/preview/inspector/inspector.js';
import { type Preview, startPreview } from '../../build/preview/server.js';

const SECRET = '5e'.repeat(32);

/** The time at the site, in Unix seconds. */
export const NOW = 1_800_000_000;

/** A site with the inspector, as the command `preview` starts it. */
export interface InspectedSite extends Preview {
  readonly inspectorUrl: string;
  /** Sends a request as it is written, and gives the status. */
  send(path: string, headers?: Record<string, string>, method?: string): Promise<number>;
}

export async function startInspectedSite(
  root: string,
  config: EdgeConfig = {},
): Promise<InspectedSite> {
  const resolved = resolveConfig(config);
  const built = await buildEdgeFunction({ config });
  const inspector = await createPreviewInspector(resolved, built, SECRET);
  const preview = await startPreview({
    ...{ code: built.code, runtime: built.manifest.runtime, root, port: 0, secret: SECRET },
    now: () => NOW,
    ownPages: [inspector.pages],
    onDecision: (decision) => inspector.record(decision, NOW),
  });
  const { port } = new URL(preview.url);
  return {
    ...preview,
    inspectorUrl: `${preview.url}${INSPECTOR_PATH}`,
    send: (path, headers = {}, method = 'GET') =>
      new Promise((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode ?? 0));
        });
        sent.once('error', reject).end();
      }),
  };
}

/** The cookie of a user, made without the signer. */
export function tokenCookie(userId: string, expiry: number, secret = SECRET): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${userId}:${expiry}`);
  return `pocket-spa-token=${userId}:${expiry}:${mac.digest('hex')}`;
}
