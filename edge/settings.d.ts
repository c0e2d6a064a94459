/**
 * What the build knows and the function need not find out. esbuild replaces each name by a literal (`define`), so a branch on one
 * of them is decided at build time and what is switched off leaves no code behind. Set by `build/compile/settings.ts`.
 */

/** As configured. */
declare var COOKIE_NAME: string;
/** In lower case; the same text as COOKIE_NAME where that has no capitals. */
declare var COOKIE_NAME_LOWER: string;
/** Whether every object has a property of that name. */
declare var IS_COOKIE_NAME_INHERITED: boolean;

/** `loginPath` as configured, as JSON text. */
declare var LOGIN_JSON: string;
/** `loginPath` with everything up to the value of `next`. */
declare var LOGIN_WITH_NEXT: string;
/** The path of `loginPath`, without its query. */
declare var LOGIN_PATH: string;
/** The host of an absolute `loginPath`, in lower case; empty for a path. */
declare var LOGIN_HOST: string;

declare var HAS_PUBLIC_PATHS: boolean;
declare var PUBLIC_PATHS: string[];

declare var PASS_PREFLIGHT: boolean;
/** `unauthenticated: "redirect"`. */
declare var ALWAYS_REDIRECT: boolean;
declare var LOOP_GUARD: boolean;
declare var CLOCK_TOLERANCE: number;

/** Whether the KeyValueStore is asked for cut-offs. */
declare var REVOCATION: boolean;

/** Empty where the fallback is off. */
declare var SPA_FALLBACK: string;

/** The header's name in lower case; empty where it is off. */
declare var IDENTITY_HEADER: string;
/** The same with "-" for whatever is no letter or digit. */
declare var IDENTITY_SPELLING: string;

/** Runtime 1.0: bytes are byte strings; on 2.0 they are Buffers. */
declare var BYTE_STRINGS: boolean;

/** Runtime 2.0: `rawQueryString()` may be there. */
declare var HAS_RAW_QUERY: boolean;

/** The secrets of an embedded build, checked by the build. */
declare var EMBEDDED_SECRETS: string[];

/** The page that ends a loop: before the reason, up to the link's address, and after it. */
declare var PAGE_START: string;
declare var PAGE_LINK: string;
declare var PAGE_END: string;
/** What lets the page's style through its content-security-policy. */
declare var PAGE_STYLE_SOURCE: string;
