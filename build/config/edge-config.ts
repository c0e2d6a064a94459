import type { Runtime } from '../platform/runtimes.js';

/** The keys that are allowed both at the top level and in a stage. All are optional. */
export interface StageConfig {
  /** The CloudFront Functions runtime; default `"cloudfront-js-2.0"`. */
  runtime?: Runtime;
  /** Where the function finds its secret: in the KeyValueStore, or built in; default `"kvs"`. */
  secret?: 'kvs' | 'embedded';
  /** The cookie that holds the token, an RFC 6265 token; default `"pocket-spa-token"`. */
  cookieName?: string;
  /** Where a visitor logs in: a path, or an absolute `https:` URL; default `"/api/auth/login"`. */
  loginPath?: string;
  /** The query parameter that passes the return path to the login page; default `"next"`. */
  nextParam?: string;
  /**
   * The document that answers every path without a file extension, or `false`; default
   * `"/index.html"`.
   */
  spaFallback?: string | false;
  /** Paths that need no token; a path that ends in `*` is a prefix; default `[]`. */
  publicPaths?: readonly string[];
  /**
   * Paths of the backend, which `spaFallback` never replaces; one `*`, at the end, makes a prefix;
   * default `[]`.
   */
  backendPaths?: readonly string[];
  /**
   * The extensions of files, without dots: a path with another one is a route. `false`: every "."
   * in the last segment makes a file; default `false`.
   */
  fileExtensions?: readonly string[] | false;
  /**
   * `"auto"` answers a navigation with a redirect and anything else with 401; `"redirect"` always
   * redirects; default `"auto"`.
   */
  unauthenticated?: 'auto' | 'redirect';
  /** Whether a CORS preflight goes on without a token; default `"pass"`. */
  preflight?: 'pass' | 'deny';
  /**
   * The request header that carries the verified user id to the origin, or `false`; default
   * `false`.
   */
  identityHeader?: string | false;
  /** How long after its expiry a token is still accepted, in seconds, 0 to 86,400; default 0. */
  clockTolerance?: number;
  /** Whether a browser that is redirected repeatedly gets a page instead; default `true`. */
  loopGuard?: boolean;
  /** Texts of the page that ends a redirect loop; default `{}`. */
  loopPage?: LoopPage;
  /**
   * Whether users can be logged out everywhere, at the cost of one more KeyValueStore read per
   * request; default `false`.
   */
  revocation?: boolean;
  /** Whether CloudFront's access logs get the reason of each refusal; default `false`. */
  logReason?: boolean;
  /**
   * A module, relative to the configuration file, whose default export may answer a request before
   * the decision, such as with a redirect to another host; `false`: none; default `false`.
   */
  before?: string | false;
  /**
   * A module, relative to the configuration file, whose default export may rewrite or answer a
   * request that goes on; `false`: none; default `false`.
   */
  after?: string | false;
  /**
   * Where the function is deployed in AWS; the keys of a stage override those of the top level one
   * by one; default `{}`.
   */
  deploy?: DeployConfig;
  /** What the command `preview` does beside running the function; default `{}`. */
  preview?: PreviewConfig;
}

/** What the command `preview` adds. It is no part of the built function. */
export interface PreviewConfig {
  /**
   * The headers that files get, by path pattern, as a response headers policy or an upload would
   * set them; default `{}`. In a pattern `*` is any text and `?` one character.
   */
  headers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Texts of the page that ends a redirect loop, as plain text. Every key is optional. */
export interface LoopPage {
  /** The heading and the title; default "Not logged in". */
  heading?: string;
  /** What the visitor can do; default a sentence about cookies and the clock. */
  message?: string;
  /** The text of the link that tries again; default "Try again". */
  retry?: string;
  /** A second link, such as to a help page. `href` is a path or an `https:` URL; default none. */
  link?: { text: string; href: string };
}

/**
 * What the commands `deploy`, `rotate`, `revoke`, `status`, `doctor` and `destroy` work on. All
 * keys are optional.
 */
export interface DeployConfig {
  /**
   * The beginning of the names of the function, the KeyValueStore and the secret; default
   * `"pocket-spa-auth"`.
   */
  name?: string;
  /** The id of the CloudFront distribution to protect; without it the function is not attached. */
  distribution?: string;
  /**
   * The path patterns of the cache behaviors to protect, `"default"` for the default behavior;
   * default `["default"]`.
   */
  behaviors?: readonly string[];
  /** The region of Secrets Manager; by default, the AWS SDK finds it. CloudFront has no region. */
  region?: string;
  /**
   * The secret's name or ARN in Secrets Manager, `{stage}` for the stage; default `<name>/<stage>`.
   */
  secretId?: string;
  /**
   * The field of a JSON secret that holds the token secret; without it the secret is plain text.
   */
  secretKey?: string;
  /**
   * The names of the nested objects around that field, outermost first, `{stage}` for the stage;
   * default `[]`.
   */
  secretPath?: readonly string[];
  /** The longest lifetime that the backends give to a token, in seconds; default 604,800. */
  maxAge?: number;
  /** How long a backend may use the old secret after a change, in seconds; default 300. */
  backendTtl?: number;
  /**
   * `"ring"` keeps all secrets of a rotation in one version of the secret; `"labels"` keeps one in
   * each version, for backends that take a single secret; default `"ring"`.
   */
  rotation?: 'ring' | 'labels';
  /**
   * The tool that manages the distribution: `deploy` and `destroy` leave the association of the
   * function to it; without it they change the distribution.
   */
  managedBy?: ManagingTool;
  /** Tags of the function, the KeyValueStore and the secret; tags of others stay; default `{}`. */
  tags?: Readonly<Record<string, string>>;
  /**
   * The KMS key that encrypts the secret: id, alias or ARN; used when `deploy` creates the secret;
   * by default, the key of Secrets Manager.
   */
  kmsKeyId?: string;
}

/** A tool that manages distributions, and takes off again what it does not know. */
export type ManagingTool = 'terraform' | 'cloudformation' | 'cdk' | 'sst';

/** The content of `spa-auth.config.json`, `.js` or `.ts`. All keys are optional. */
export interface EdgeConfig extends StageConfig {
  /**
   * The JSON Schema for editors, such as
   * `"./node_modules/pocket-spa-auth/build/config/config.schema.json"`.
   */
  $schema?: string;
  /** Differences by stage: the keys of a stage override those of the top level; default `{}`. */
  stages?: Record<string, StageConfig>;
}

/** A `pocket.toml` of the magic-pocket family that replaces the configuration file. */
export interface PocketToml {
  /** The file's path, such as `pocket.toml`. */
  readonly file: string;
  /** The NAME of `[cloudfront.NAME]`; optional if the file has only one. */
  readonly name?: string | undefined;
}

/**
 * The configuration of one stage, checked and with every default filled in. Once it is loaded, the
 * paths of the hooks are absolute.
 */
export type ResolvedConfig = Required<Omit<StageConfig, 'deploy' | 'preview'>>;

/**
 * Returns its argument. An editor completes and checks the keys of the configuration by the
 * parameter's type.
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
