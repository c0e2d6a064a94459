/**
 * Constants from the configuration. esbuild replaces each name by a literal (`define`), so branches
 * on them are decided at build time and a feature that is off leaves no code behind (SPEC 7). The
 * values come from `build/compile/settings.ts`.
 */

/** `cookieName` as configured. */
declare var COOKIE_NAME: string;
/** Whether every object inherits a property of one of the two names. */
declare var IS_COOKIE_NAME_INHERITED: boolean;

/** `loginPath` as configured, as JSON text. */
declare var LOGIN_JSON: string;
/** `loginPath` with everything up to the value of `next`. */
declare var LOGIN_WITH_NEXT: string;
/** The path of `loginPath`, without its query; '' if it is not public (SPEC 5.1). */
declare var LOGIN_PATH: string;
/** The host of an absolute `loginPath`, in lower case; '' for a path. */
declare var LOGIN_HOST: string;

declare var HAS_PUBLIC_PATHS: boolean;
declare var PUBLIC_PATHS: string[];

declare var HAS_BACKEND_PATHS: boolean;
declare var BACKEND_PATHS: string[];

/** Whether only the extensions listed make a file. Otherwise any "." does. */
declare var HAS_FILE_EXTENSIONS: boolean;
/** In lower case, without dots. */
declare var FILE_EXTENSIONS: string[];

declare var PASS_PREFLIGHT: boolean;
/** `unauthenticated: "redirect"`. */
declare var ALWAYS_REDIRECT: boolean;
declare var LOOP_GUARD: boolean;
declare var CLOCK_TOLERANCE: number;

/**
 * Whether `decide` gets tokens whose MACs have been checked: if cut-offs are checked, and in a
 * build with hooks, which tells `after` who the user is.
 */
declare var REVOCATION: boolean;
/** Whether cut-offs in the KeyValueStore are checked (SPEC 3.1). */
declare var CUT_OFFS: boolean;

/** Whether access logs get the reason of a refusal (SPEC 5.4). */
declare var LOG_REASON: boolean;

/** Whether the owner's hooks are built in (SPEC 5.7). */
declare var HAS_BEFORE: boolean;
declare var HAS_AFTER: boolean;

/** The page that replaces a client-side route; '' if the fallback is off. */
declare var SPA_FALLBACK: string;

/** The identity header's name in lower case; '' if it is off. */
declare var IDENTITY_HEADER: string;
/** Its spellings in a list of names, one on a line. The build puts the pattern in. */
declare var IDENTITY_SPELLINGS: RegExp;

/** True for runtime 1.0, where bytes are byte strings; on 2.0 they are Buffers. */
declare var BYTE_STRINGS: boolean;

/** True for runtime 2.0, which may have `rawQueryString()`. */
declare var HAS_RAW_QUERY: boolean;

/** The secrets of an embedded build, checked by the build. */
declare var EMBEDDED_SECRETS: string[];

/** The page that ends a loop: up to the value of `next`, up to the reason, and after it. */
declare var PAGE_START: string;
declare var PAGE_LINK: string;
declare var PAGE_END: string;
