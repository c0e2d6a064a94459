import type { Runtime } from '../platform/runtimes.js';

/** The keys that the top level and a stage share; each is optional. */
export interface StageConfig {
  /** The CloudFront Functions runtime; default `"cloudfront-js-2.0"`. */
  runtime?: Runtime;
  /** Where the function finds its secret: read from the KeyValueStore, or built in; default `"kvs"`. */
  secret?: 'kvs' | 'embedded';
  /** The cookie that holds the token, an RFC 6265 token; default `"pocket-spa-token"`. */
  cookieName?: string;
  /** Where a visitor logs in: a path, or an absolute `https:` URL; default `"/api/auth/login"`. */
  loginPath?: string;
  /** The query parameter that tells the login page where to return to; default `"next"`. */
  nextParam?: string;
  /** The document that answers every path without a file extension, or `false`; default `"/index.html"`. */
  spaFallback?: string | false;
  /** Paths that need no token; one `*`, at the end, makes a prefix; default `[]`. */
  publicPaths?: readonly string[];
  /** `"auto"` answers a navigation with a redirect and anything else with 401; `"redirect"` always redirects; default `"auto"`. */
  unauthenticated?: 'auto' | 'redirect';
  /** Whether a CORS preflight goes on without a token; default `"pass"`. */
  preflight?: 'pass' | 'deny';
  /** The request header that carries the verified user id to the origin, or `false`; default `false`. */
  identityHeader?: string | false;
  /** How long after its expiry a token is still accepted, in seconds, 0 to 86,400; default 0. */
  clockTolerance?: number;
  /** Whether a browser that is redirected again and again gets a page instead; default `true`. */
  loopGuard?: boolean;
  /** Whether users can be logged out everywhere, for one more KeyValueStore read a request; default `false`. */
  revocation?: boolean;
  /** Where in AWS the function lives; a stage's keys in it stand over the top level's, one by one; default `{}`. */
  deploy?: DeployConfig;
}

/** What `deploy`, `rotate`, `revoke`, `status`, `doctor` and `destroy` work on; every key is optional. */
export interface DeployConfig {
  /** Begins the names of the function, the KeyValueStore and the secret; default `"pocket-spa-auth"`. */
  name?: string;
  /** The id of the CloudFront distribution to protect; without it nothing is attached. */
  distribution?: string;
  /** The path patterns of the cache behaviors to protect, `"default"` for the default one; default `["default"]`. */
  behaviors?: readonly string[];
  /** The region of Secrets Manager; default as the AWS SDK finds it. CloudFront has none. */
  region?: string;
  /** The secret's name or ARN in Secrets Manager, `{stage}` for the stage; default `<name>/<stage>`. */
  secretId?: string;
  /** The field of a JSON secret that holds the token secret; without it the secret is plain text. */
  secretKey?: string;
  /** The names that lead to that field inside nested objects, `{stage}` for the stage; default `[]`. */
  secretPath?: readonly string[];
  /** The longest lifetime that the backends give to a token, in seconds; default 604,800. */
  maxAge?: number;
  /** How long a backend may go on with a secret that has changed, in seconds; default 300. */
  backendTtl?: number;
  /** `"ring"` keeps the secrets of a rotation in one version, `"labels"` one in each, for backends that take a single secret; default `"ring"`. */
  rotation?: 'ring' | 'labels';
}

/** What `spa-auth.config.json`, `.js` or `.ts` holds; every key is optional. */
export interface EdgeConfig extends StageConfig {
  /** The JSON Schema for editors, such as `"./node_modules/pocket-spa-auth/build/config/config.schema.json"`. */
  $schema?: string;
  /** Differences by stage: a stage's keys stand over the top level's; default `{}`. */
  stages?: Record<string, StageConfig>;
}

/** A file of the magic-pocket family, as a configuration. */
export interface PocketToml {
  /** Such as `pocket.toml`. */
  readonly file: string;
  /** The NAME of `[cloudfront.NAME]`; may be left out where the file has one. */
  readonly name?: string | undefined;
}

/** One stage's configuration: checked, with every default filled in. */
export type ResolvedConfig = Required<Omit<StageConfig, 'deploy'>>;

/**
 * Gives back the configuration it is given, typed, so that an editor completes and checks its keys.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'pocket-spa-auth/build';
 *
 * const config = defineConfig({
 *   loginPath: '/login',
 *   publicPaths: ['/login/*'],
 *   stages: { dev: { clockTolerance: 60 } },
 * });
 *
 * config.loginPath; // => "/login"
 * ```
 */
export function defineConfig(config: EdgeConfig): EdgeConfig {
  return config;
}
