import type { EdgeConfig, PocketToml } from '../config/edge-config.js';
import { CliError } from '../host/errors.js';
import { describeText } from '../host/quote.js';

/** What the plugin does differently. Every key is optional. */
export interface SpaAuthOptions {
  /**
   * The configuration, or the path of its file, relative to the folder of the Vite configuration.
   * Default: `spa-auth.config.json`, `.js` or `.ts` in that folder or in Vite's `root`; if there
   * is none, the default of every key.
   */
  readonly config?: EdgeConfig | string;
  /** A `pocket.toml` of the magic-pocket family, instead of a configuration. */
  readonly pocketToml?: PocketToml;
  /**
   * The stage, whose keys override those of the top level. Default: the environment variable
   * `POCKET_STAGE`.
   */
  readonly stage?: string;
  /**
   * Whether the development login answers at `loginPath`. Default: true, unless `server.proxy`
   * leads that path to a backend. False, for a login page in the app.
   */
  readonly login?: boolean;
  /** The user whom the development login logs in at once. Default: none; its page asks. */
  readonly loginAs?: string;
  /**
   * Whether the function also runs for the paths of the backend that `server.proxy` leads to it.
   * Default: false, as on most distributions.
   */
  readonly gateBackend?: boolean;
  /** Whether the inspector answers at `/__spa-auth/`. Default: true. */
  readonly inspector?: boolean;
}

const KINDS: Readonly<Record<keyof SpaAuthOptions, readonly string[]>> = {
  config: ['object', 'string'],
  pocketToml: ['object'],
  stage: ['string'],
  login: ['boolean'],
  loginAs: ['string'],
  gateBackend: ['boolean'],
  inspector: ['boolean'],
};

/**
 * Checks what the caller gave.
 *
 * @throws CliError naming the option, what was found and what is allowed.
 */
export function checkOptions(options: SpaAuthOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw fail(`found ${describe(options)}; allowed: an object, such as { loginAs: 'ada' }`);
  }
  for (const [name, value] of Object.entries(options)) {
    const kinds = Object.hasOwn(KINDS, name) ? KINDS[name as keyof SpaAuthOptions] : undefined;
    if (!kinds) {
      const names = Object.keys(KINDS).join(', ');
      throw fail(`found the option ${describeText(name)}; allowed: ${names}`);
    }
    if (value !== undefined && (value === null || !kinds.includes(typeof value))) {
      throw fail(`${name}: found ${describe(value)}; allowed: ${kinds.join(' or ')}`);
    }
  }
  if (options.login === false && options.loginAs !== undefined) {
    throw fail('loginAs is for the development login, which login: false leaves out; give one');
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? describeText(value) : value === null ? 'null' : typeof value;
}

function fail(text: string): CliError {
  return new CliError('ERR_VITE_OPTIONS', `spaAuth: ${text}`);
}
