import type { EdgeFunction } from '../compile/build.js';
import type { ResolvedConfig } from '../config/edge-config.js';
import type { Inspector } from '../preview/inspector/inspector.js';
import type { Explainer } from './explain.js';

/** Creates the inspector of a preview. What explains is compiled when somebody looks. */
export async function createPreviewInspector(
  config: ResolvedConfig,
  { code, manifest, report }: EdgeFunction,
  secret: string,
): Promise<Inspector> {
  const { createInspector } = await import('../preview/inspector/inspector.js');
  let started: Promise<Explainer> | undefined;
  const start = () => {
    started ??= import('./explain.js').then(({ createExplainer }) =>
      createExplainer({ config, code, ring: secret }),
    );
    return started;
  };
  const { cookieName, loginPath } = config;
  const { name, runtime } = manifest;
  const { bytes, limit, features } = report;
  return createInspector(
    {
      summarize: async (request, now) => (await start()).summarize(request, now),
      explain: async (request, now) => (await start()).explain(request, now),
      vary: async (request, variation, now) => (await start()).vary(request, variation, now),
    },
    {
      ...{ name, runtime, bytes, limit, features, cookieName, loginPath },
      secret: manifest.secret === 'kvs' ? 'in the KeyValueStore' : 'built into the function',
    },
  );
}
