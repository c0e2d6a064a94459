import { statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { applyFunctionRequest } from '../preview/backend.js';
import { createDevelopmentLogin, type DevelopmentLogin } from '../preview/development-login.js';
import { createGate, type PassedRequest } from '../preview/gate.js';
import type { OwnPages } from '../preview/handler.js';
import { splitTarget } from '../preview/http.js';
import { createSecureRemover, keepCookies } from '../preview/secure-cookies.js';
import { sendNotice } from '../preview/status-page.js';
import { createSandbox } from '../runtime/sandbox.js';
import type { SpaAuthOptions } from './options.js';
import { createBackendMatcher, type ProxyTable } from './proxy.js';
import type { Site } from './site.js';

/** The server of Vite that a front stands before. */
export interface ViteSide {
  /** Where the files of the app are: the sources, or what was built. */
  readonly root: string;
  /** The path under which Vite serves the app. */
  readonly base: string;
  readonly appType: string;
  readonly isHttps: boolean;
  readonly proxy: ProxyTable;
}

/** A built function in front of Vite. */
export interface Front {
  /** Answers a request, or returns true: Vite goes on with it. */
  admit(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** The same for a request to upgrade, whose response is not used if it goes on. */
  admitUpgrade(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Where the development login is; undefined if there is none. */
  readonly loginPath: string | undefined;
  /** Ends the streams of the inspector, whose pages then ask for another front. */
  close(): void;
}

export async function createFront(
  site: Site,
  side: ViteSide,
  options: SpaAuthOptions,
): Promise<Front> {
  const { config, built, ring, loginSecret } = site;
  const { code, manifest } = built;
  const { runtime } = manifest;
  const now = () => Math.floor(Date.now() / 1000);
  const kvs = manifest.secret === 'kvs' ? { token_secret: ring } : {};
  const sandbox = createSandbox({ code, runtime, kvs, now });
  const filterCookies = side.isHttps ? keepCookies : createSecureRemover(() => undefined);
  const login: DevelopmentLogin | undefined = site.hasLogin
    ? createDevelopmentLogin(
        {
          ...config,
          secret: loginSecret,
          loginAs: options.loginAs,
          optionNames: { backend: 'server.proxy', loginAs: 'spaAuth: loginAs' },
        },
        now,
        filterCookies,
      )
    : undefined;
  const { createPreviewInspector } = await import('../explain/inspector.js');
  const inspector =
    options.inspector === false ? undefined : await createPreviewInspector(config, built, ring);
  const gate = createGate(sandbox, {
    runtime,
    filterCookies,
    rewriteResponse: login?.rewriteResponse,
    onDecision: (decision) => inspector?.record(decision, now()),
  });
  const ownPages: OwnPages[] = [inspector?.pages, login].filter((pages) => pages !== undefined);
  const isBackend = createBackendMatcher(side.proxy, config);
  const open = new Set<ServerResponse>();

  /** Hands a request on as the function leaves it. */
  function goOn(request: IncomingMessage, passed: PassedRequest): void {
    const sent = request.url ?? '';
    const isRoute = passed.request.uri === config.spaFallback && side.appType === 'spa';
    const isKept = isRoute || isViteFile(side, splitTarget(sent).uri);
    applyFunctionRequest(request, passed.request, isKept ? sent : passed.target);
    if (isKept) {
      request.url = sent;
    }
  }

  return {
    loginPath: login?.path,
    async admit(request, response) {
      const target = request.url ?? '';
      const pages = ownPages.find((each) => each.owns(request));
      if (pages) {
        open.add(response);
        response.once('close', () => open.delete(response));
        await pages.answer(request, response);
        return false;
      }
      if (isOutputFolder(target)) {
        sendNotice(request, response, {
          status: 404,
          title: 'Not a file of the site',
          text: 'The folder .spa-auth holds the built function, which nobody may read.',
        });
        return false;
      }
      if (isBackend(target, 'request') && options.gateBackend !== true) {
        return true;
      }
      const { passed } = await gate.run(request, response);
      if (passed) {
        goOn(request, passed);
      }
      return passed !== undefined;
    },
    async admitUpgrade(request, response) {
      const target = request.url ?? '';
      if (isBackend(target, 'upgrade') && options.gateBackend !== true) {
        return true;
      }
      const { passed } = await gate.run(request, response);
      if (passed) {
        // A route of the app is a page: no WebSocket becomes one.
        const isRoute = passed.request.uri === config.spaFallback;
        applyFunctionRequest(request, passed.request, isRoute ? target : passed.target);
      }
      return passed !== undefined;
    },
    close() {
      for (const response of open) {
        response.destroy();
      }
    },
  };
}

/**
 * Whether Vite serves the path as it is, whatever becomes of routes: its own modules have no
 * extension, or one that no file of the built site has.
 */
function isViteFile({ root, base }: ViteSide, uri: string): boolean {
  if (!uri.startsWith(base)) {
    return false;
  }
  const path = decodePath(uri.slice(base.length));
  return /^(?:@|__|node_modules\/)/.test(path) || isFile(join(root, path));
}

/** Whether a path leads to the folder that `build` writes to. Vite serves all files of its root. */
function isOutputFolder(target: string): boolean {
  // Without the query: a "%" in it would keep the path from being decoded.
  return /(?:^|[/\\])\.spa-auth(?:[/\\]|$)/i.test(decodePath(target.split('?', 1)[0]!));
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isFile(path: string): boolean {
  return !path.includes('\0') && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
