import * as z from 'zod';
import type { EdgeConfig, PreviewConfig, StageConfig } from './edge-config.js';
import {
  hookPathProblem,
  identityHeaderProblem,
  linkProblem,
  loginPathProblem,
  pathEntryProblem,
  pathProblem,
  publicPathProblem,
  responseHeaderProblem,
} from './value-rules.js';

// The schema of SPEC section 6. The text beside each key is shown by errors after "allowed:".

// If the token's cookie had the name of the loop guard's cookie (SPEC section 5.5), each would
// overwrite the other.
const BOUNCE_COOKIE = 'pocket-spa-bounce';

const HOOK_ALLOWED =
  'the path of a .ts, .mts, .js or .mjs module, relative to the configuration file, or false';

const deploy = z.strictObject(
  {
    // CloudFront's limit is 64 characters. A stage of 48 characters leaves 15 for the name and one
    // for the hyphen.
    name: matching(
      /^[A-Za-z0-9][\w-]{0,62}$/,
      'a name: 1 to 63 letters, digits, "-" and "_"',
    ).exactOptional(),
    distribution: matching(
      /^E[A-Z0-9]{5,30}$/,
      'the id of a distribution, such as "E1A2B3C4D5E6F7"',
    ).exactOptional(),
    behaviors: list(
      matching(/^[^\s\x00-\x1f]{1,255}$/, 'a path pattern of the distribution, or "default"'),
      'a list of at least one path pattern, "default" for the default behavior',
      1,
    ).exactOptional(),
    region: matching(
      /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/,
      'an AWS region, such as "eu-west-1"',
    ).exactOptional(),
    // The secret itself is refused: plans and the logs of AWS show this value.
    secretId: matching(
      /^(?![\dA-Fa-f]{32,}$)[\w/+=.@:{}-]{1,2048}$/,
      "the secret's name or ARN, never the secret",
    ).exactOptional(),
    secretKey: fieldName().exactOptional(),
    secretPath: list(fieldName(), 'a list of field names').exactOptional(),
    maxAge: seconds(Number.MAX_SAFE_INTEGER, 'whole seconds').exactOptional(),
    backendTtl: seconds(Number.MAX_SAFE_INTEGER, 'whole seconds').exactOptional(),
    rotation: choice(['ring', 'labels']),
    managedBy: choice(['terraform', 'cloudformation', 'cdk', 'sst']),
    tags: tags().exactOptional(),
    // What Secrets Manager takes: an id, an alias, or the ARN of either.
    kmsKeyId: matching(
      /^(?:arn:aws:kms:[a-z0-9-]+:\d{12}:)?(?:alias\/[\w/-]{1,250}|(?:key\/)?(?:mrk-[\da-f]{32}|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}))$/,
      'a KMS key: its id, its alias such as "alias/shop", or the ARN of either',
    ).exactOptional(),
  },
  'an object of keys',
);

const loopPage = z.strictObject(
  {
    heading: pageText().exactOptional(),
    message: pageText().exactOptional(),
    retry: pageText().exactOptional(),
    link: z
      .strictObject(
        { text: pageText(), href: validated(linkProblem, 'a path or an https: URL') },
        'an object with text and href',
      )
      .exactOptional(),
  },
  'an object with any of heading, message, retry and link',
);

const fileHeaders: z.ZodType<NonNullable<PreviewConfig['headers']>> = z.record(
  // The characters and the length of CloudFront's path patterns.
  matching(
    /^[\w\-.*?$/~"'@:+&]{1,255}$/,
    'a path pattern, such as "/*.html": letters, digits and any of _-.*?$/~"\'@:+&',
  ),
  z.record(
    validated(responseHeaderProblem, 'the name of a header, such as "Cache-Control"'),
    matching(
      /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/,
      'the value of a header: ASCII text in one line, without spaces around it',
    ),
    'an object of headers, such as { "Cache-Control": "no-cache" }',
  ),
  'an object of path patterns, such as { "/*.html": { "Cache-Control": "no-cache" } }',
);

const preview = z.strictObject({ headers: fileHeaders.exactOptional() }, 'an object with headers');

const stageShape = {
  runtime: choice(['cloudfront-js-2.0', 'cloudfront-js-1.0']),
  secret: choice(
    ['kvs', 'embedded'],
    '; the secret itself comes from SPA_TOKEN_SECRET or the KeyValueStore, never from here',
  ),
  cookieName: matching(
    /^[\w!#$%&'*+\-.^`|~]+$/,
    "a cookie name: letters, digits and any of !#$%&'*+-.^_`|~",
  )
    .refine(
      (name) => name.toLowerCase() !== BOUNCE_COOKIE,
      `any name but the loop guard's, ${BOUNCE_COOKIE}`,
    )
    .exactOptional(),
  loginPath: validated(
    loginPathProblem,
    'a plain path with or without a query, or an absolute https: URL; no fragment and no "*"',
  ).exactOptional(),
  nextParam: matching(/^[\w\-.~]+$/, 'letters, digits, "-", "_", "." and "~"').exactOptional(),
  spaFallback: validatedOrFalse(
    pathProblem,
    'a plain path that begins with one "/" and contains no "*", or false',
  ),
  publicPaths: pathEntries(
    publicPathProblem,
    '; an entry that makes everything public is not allowed',
  ).exactOptional(),
  backendPaths: pathEntries(pathEntryProblem).exactOptional(),
  fileExtensions: fileExtensions().exactOptional(),
  unauthenticated: choice(['auto', 'redirect']),
  preflight: choice(['pass', 'deny']),
  identityHeader: validatedOrFalse(
    identityHeaderProblem,
    'a header name that CloudFront neither forbids nor reserves, such as "x-user-id", or false',
  ),
  clockTolerance: seconds(86_400, 'whole seconds, 0 to 86400').exactOptional(),
  loopGuard: z.boolean('true or false').exactOptional(),
  loopPage: loopPage.exactOptional(),
  revocation: z.boolean('true or false').exactOptional(),
  logReason: z.boolean('true or false').exactOptional(),
  before: validatedOrFalse(hookPathProblem, HOOK_ALLOWED),
  after: validatedOrFalse(hookPathProblem, HOOK_ALLOWED),
  deploy: deploy.exactOptional(),
  preview: preview.exactOptional(),
};

const stage = z.strictObject(stageShape, 'an object of keys');

const stages = z.record(
  // The function's name ends with the stage, and CloudFront limits it to 64 characters.
  matching(/^[A-Za-z0-9][\w-]{0,47}$/, 'a stage name: 1 to 48 letters, digits, "-" and "_"'),
  stage,
  'an object of stages, such as { "dev": { … }, "prd": { … } }',
);

export const configSchema = z.strictObject(
  {
    $schema: z.string('the address of the JSON Schema, as text').exactOptional(),
    ...stageShape,
    stages: stages.exactOptional(),
  },
  'an object of keys',
);

/** The keys that are allowed at the top level. */
export const TOP_KEYS: readonly string[] = Object.keys(configSchema.shape);

/** The keys that are allowed in a stage. */
export const STAGE_KEYS: readonly string[] = Object.keys(stageShape);

/** The keys that are allowed in `deploy`. */
export const DEPLOY_KEYS: readonly string[] = Object.keys(deploy.shape);

/** The keys that are allowed in `preview`. */
export const PREVIEW_KEYS: readonly string[] = Object.keys(preview.shape);

function choice<const T extends readonly string[]>(values: T, more = '') {
  const allowed = values.map((value) => `"${value}"`).join(' or ') + more;
  return z.enum(values, allowed).exactOptional();
}

function matching(pattern: RegExp, allowed: string) {
  return z.string(allowed).regex(pattern, allowed);
}

/** The characters and the numbers that CloudFront allows; Secrets Manager allows more. */
function tags(): z.ZodType<Readonly<Record<string, string>>> {
  const allowed =
    'an object of at most 50 tags, such as { "team": "shop" }: letters, digits, spaces and any of _-.:/=+@';
  const key = matching(
    /^(?![Aa][Ww][Ss]:)[A-Za-z0-9 _\-.:/=+@]{1,128}$/,
    'the key of a tag: 1 to 128 letters, digits, spaces and any of _-.:/=+@; not beginning with "aws:"',
  );
  const value = matching(
    /^[A-Za-z0-9 _\-.:/=+@]{0,256}$/,
    'the value of a tag: text of at most 256 letters, digits, spaces and any of _-.:/=+@',
  );
  return z.record(key, value, allowed).refine((given) => Object.keys(given).length <= 50, allowed);
}

function fieldName() {
  return matching(/^.{1,256}$/, 'the name of a field, 1 to 256 characters');
}

function list(
  entry: z.ZodType<string>,
  allowed: string,
  minimum = 0,
): z.ZodType<readonly string[]> {
  const entries = z.array(entry, allowed);
  return minimum === 0 ? entries : entries.min(minimum, allowed);
}

/**
 * Text that a function checks. An error shows the reason that the function returns, and then what
 * is allowed.
 */
function validated(findProblem: (value: string) => string | undefined, allowed: string) {
  return z.string(allowed).superRefine((value, { addIssue }) => {
    const reason = findProblem(value);
    if (reason !== undefined) {
      addIssue({ code: 'custom', message: allowed, params: { reason } });
    }
  });
}

function validatedOrFalse(findProblem: (value: string) => string | undefined, allowed: string) {
  return z.union([z.literal(false), validated(findProblem, allowed)], allowed).exactOptional();
}

function pathEntries(findProblem: (value: string) => string | undefined, restriction = '') {
  const allowed = `a plain path, or a prefix that ends in "*"${restriction}`;
  return list(validated(findProblem, allowed), `a list; each entry ${allowed}`);
}

function fileExtensions(): z.ZodType<readonly string[] | false> {
  const allowed = 'a list of extensions, letters and digits without dots, or false';
  const extensions = z.array(matching(/^[A-Za-z0-9]{1,16}$/, allowed), allowed).max(64, allowed);
  return z.union([z.literal(false), extensions], allowed);
}

function pageText() {
  return matching(/^[^\x00-\x1f\x7f]{1,300}$/, 'text in one line, 1 to 300 characters');
}

function seconds(maximum: number, allowed: string) {
  return z.int(allowed).min(0, allowed).max(maximum, allowed);
}

// The interfaces are written by hand for their documentation. This does not compile if the schema
// differs from them.
type IsSame<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Flat<T> = { [K in keyof T]: T[K] };

true satisfies IsSame<z.infer<typeof stage>, Flat<StageConfig>>;

true satisfies IsSame<
  Flat<Omit<z.infer<typeof configSchema>, 'stages'>>,
  Flat<Omit<EdgeConfig, 'stages'>>
>;

true satisfies IsSame<keyof z.infer<typeof configSchema>, keyof EdgeConfig>;
