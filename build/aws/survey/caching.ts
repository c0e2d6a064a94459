import type { CachePolicyConfig, ForwardedValues } from '@aws-sdk/client-cloudfront';
import { matchesWildcards } from '../../platform/path-patterns.js';
import type { Behavior } from '../resources/distributions.js';

/** How long a behavior caches an answer, and for whom. */
export interface CacheRules {
  /** Seconds; above 0, even answers with `Cache-Control: no-store` are cached. */
  readonly minTtl: number;
  /** Seconds; 0 if the behavior caches nothing. */
  readonly maxTtl: number;
  /** Whether requests that differ in a cookie get answers of their own. */
  readonly keysOnCookie: (name: string) => boolean;
  /** Whether requests that differ in a header, in lower case, get answers of their own. */
  readonly keysOnHeader: (name: string) => boolean;
}

// CloudFront's default for a policy and for a behavior without a maximum, in seconds.
const DEFAULT_MAX_TTL = 31_536_000;

/**
 * AWS's managed cache policies have the same ids in every account. `Developer Guide, "Use managed
 * cache policies"`.
 */
const MANAGED: Readonly<Record<string, CacheRules>> = {
  // CachingDisabled
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': managed(0, 0, false),
  // CachingOptimized
  '658327ea-f89d-4fab-a63d-7e88639e58f6': managed(1, DEFAULT_MAX_TTL, false),
  // CachingOptimizedForUncompressedObjects
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': managed(1, DEFAULT_MAX_TTL, false),
  // Elemental-MediaPackage
  '08627262-05a9-4f76-9ded-b50ca2e3a84f': managed(0, DEFAULT_MAX_TTL, false, 'origin'),
  // Amplify
  '2e54312d-136d-493c-8eb9-b001f22f67d2': managed(2, 600, true, 'authorization', 'host'),
  // UseOriginCacheControlHeaders
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': managed(0, DEFAULT_MAX_TTL, true, 'host', 'origin'),
  // UseOriginCacheControlHeaders-QueryStrings
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': managed(0, DEFAULT_MAX_TTL, true, 'host', 'origin'),
};

function managed(
  minTtl: number,
  maxTtl: number,
  hasCookies: boolean,
  ...headers: readonly string[]
): CacheRules {
  return {
    minTtl,
    maxTtl,
    keysOnCookie: () => hasCookies,
    keysOnHeader: (name) => headers.includes(name),
  };
}

/** The id of a cache policy of the account's own; undefined if the behavior has none. */
export function customPolicyId({ CachePolicyId: id }: Behavior): string | undefined {
  return id && MANAGED[id] === undefined ? id : undefined;
}

/**
 * The rules of a behavior. `policy` is its custom cache policy, if it has one. Undefined if it has
 * one that could not be read.
 */
export function cacheRules(
  behavior: Behavior,
  policy: CachePolicyConfig | undefined,
): CacheRules | undefined {
  const { CachePolicyId: id } = behavior;
  if (id) {
    return MANAGED[id] ?? (policy && policyRules(policy));
  }
  return legacyRules(behavior.ForwardedValues, behavior.MinTTL, behavior.MaxTTL);
}

function policyRules(policy: CachePolicyConfig): CacheRules {
  const { MinTTL: minTtl = 0, MaxTTL: maxTtl = DEFAULT_MAX_TTL } = policy;
  const { CookiesConfig: cookies, HeadersConfig: headers } =
    policy.ParametersInCacheKeyAndForwardedToOrigin ?? {};
  const isListed = includesName(cookies?.Cookies?.Items);
  return {
    minTtl,
    maxTtl,
    keysOnCookie(name) {
      switch (cookies?.CookieBehavior) {
        case 'all':
          return true;
        case 'whitelist':
          return isListed(name);
        case 'allExcept':
          return !isListed(name);
        default:
          return false;
      }
    },
    keysOnHeader: (name) =>
      headers?.HeaderBehavior === 'whitelist' && includesHeader(headers.Headers?.Items, name),
  };
}

/** The settings of a behavior without a cache policy. */
function legacyRules(
  values: ForwardedValues | undefined,
  minTtl = 0,
  maxTtl = DEFAULT_MAX_TTL,
): CacheRules {
  const headers = values?.Headers?.Items;
  const { Forward: forward, WhitelistedNames: names } = values?.Cookies ?? {};
  return {
    minTtl,
    // A behavior that forwards all headers caches nothing.
    maxTtl: headers?.includes('*') ? 0 : maxTtl,
    keysOnCookie: (name) =>
      forward === 'all' || (forward === 'whitelist' && includesName(names?.Items)(name)),
    keysOnHeader: (name) => includesHeader(headers, name),
  };
}

/** Names of cookies keep their case and may have the wildcards of path patterns. */
function includesName(names: readonly string[] = []): (name: string) => boolean {
  return (name) => names.some((each) => matchesWildcards(each, name));
}

function includesHeader(names: readonly string[] = [], header: string): boolean {
  return names.some((name) => name.toLowerCase() === header);
}
