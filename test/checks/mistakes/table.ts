import manifest from '../../../package.json' with { type: 'json' };

/** A mistake that somebody makes in the first hour, and what the command line says. */
export interface Mistake {
  /** What went wrong, as the person would put it. */
  readonly title: string;
  /** The files of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The folder that the command runs in, below the project; default the project. */
  readonly folder?: string;
  /** What differs from an ordinary project. */
  readonly setup?: 'no esbuild' | 'port in use' | 'built function in dist' | 'old Node.js';
  readonly status: number;
  /** The lines on standard error, complete; `/home/ada/shop` stands for the project. */
  readonly message: string;
}

export const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

export const PORT_IN_USE = 'PORT';

const SITE = { 'dist/index.html': '<!doctype html>' };

function config(text: string): Readonly<Record<string, string>> {
  return { 'spa-auth.config.json': text };
}

/** The 29 likeliest mistakes, in the order in which they are made. */
export const MISTAKES: readonly Mistake[] = [
  {
    title: 'an old Node.js',
    argv: ['build'],
    setup: 'old Node.js',
    status: 2,
    message: `Node.js 18.20.4 is too old; this package needs ${manifest.engines.node}`,
  },
  {
    title: 'a misspelled command',
    argv: ['biuld'],
    status: 2,
    message: "unknown command 'biuld' (Did you mean build?)",
  },
  {
    title: 'an option of another command',
    argv: ['build', '--login-as', 'ada'],
    status: 2,
    message: "unknown option '--login-as'",
  },
  {
    title: 'no esbuild',
    argv: ['build'],
    setup: 'no esbuild',
    status: 2,
    message: 'esbuild is not installed; run: npm install --save-dev esbuild',
  },
  {
    title: 'a folder of the project instead of the project',
    files: { ...config('{}'), 'src/app.ts': '' },
    argv: ['build'],
    folder: 'src',
    status: 0,
    message:
      'warning: this folder has no configuration, so the defaults apply; to use the one of a folder around it: --config ../spa-auth.config.json',
  },
  {
    title: 'a comma too many in the JSON',
    files: config('{\n  "loginPath": "/login",\n}\n'),
    argv: ['build'],
    status: 2,
    message: 'spa-auth.config.json: not valid JSON at line 3, column 1',
  },
  {
    title: '`module.exports` in an ES module',
    files: {
      'package.json': '{"type":"module"}',
      'spa-auth.config.js': 'module.exports = {\n  loginPath: "/login",\n};\n',
    },
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.js: uses module.exports at line 1, but this file is an ES module; write: export default { … }',
  },
  {
    title: 'a misspelled key',
    files: config('{"publicPath":["/assets/*"]}'),
    argv: ['build'],
    status: 2,
    message: 'spa-auth.config.json: unknown key "publicPath"; did you mean "publicPaths"?',
  },
  {
    title: 'text instead of a list',
    files: config('{"publicPaths":"/assets/*"}'),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: publicPaths: found "/assets/*"; allowed: a list; each entry a plain path, or a prefix that ends in "*"; an entry that makes everything public is not allowed',
  },
  {
    title: 'a login path without its slash',
    files: config('{"loginPath":"login"}'),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: loginPath: found "login": it does not begin with "/"; allowed: a plain path with or without a query, or an absolute https: URL; no fragment and no "*"',
  },
  {
    title: 'a login page on the development server',
    files: config('{"loginPath":"http://localhost:3000/login"}'),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: loginPath: found "http://localhost:3000/login": its scheme is not https:; allowed: a plain path with or without a query, or an absolute https: URL; no fragment and no "*"',
  },
  {
    title: 'everything public',
    files: config('{"publicPaths":["/*"]}'),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: publicPaths[0]: found "/*": it would make everything public; allowed: a plain path, or a prefix that ends in "*"; an entry that makes everything public is not allowed',
  },
  {
    title: 'a file pattern as a public path',
    files: config('{"publicPaths":["/*.css"]}'),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: publicPaths[0]: found "/*.css": it contains a "*" before its end; allowed: a plain path, or a prefix that ends in "*"; an entry that makes everything public is not allowed',
  },
  {
    title: 'the secret in the configuration',
    files: config(`{"secret":"${SECRET}"}`),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: secret: found text of 64 characters; allowed: "kvs" or "embedded"; the secret itself comes from SPA_TOKEN_SECRET or the KeyValueStore, never from here',
  },
  {
    title: 'a hook that is not there',
    files: config('{"before":"hooks/befor.ts"}'),
    argv: ['build'],
    status: 2,
    message:
      'spa-auth.config.json: before: found "hooks/befor.ts": there is no such file; allowed: a path relative to the configuration file',
  },
  {
    title: 'a hook that is not the default export',
    files: {
      ...config('{"before":"hooks/before.ts"}'),
      'hooks/before.ts': 'export const before = () => undefined;\n',
    },
    argv: ['build'],
    status: 3,
    message:
      "gate syntax at hooks/before.ts: the module has no default export; write: export default defineHook<'before'>((request) => { … })",
  },
  {
    title: 'a hook that throws',
    files: {
      ...config('{"after":"hooks/after.ts"}'),
      'hooks/after.ts':
        'export default (request) => {\n  request.uri = request.headers.referer.value;\n};\n',
    },
    argv: ['build'],
    status: 3,
    message:
      'gate hooks at hooks/after.ts: the login path: after throws, or returns neither undefined nor a response nor a request whose uri begins with "/"',
  },
  {
    title: 'a hook with syntax that CloudFront does not run',
    files: {
      ...config('{"after":"hooks/after.ts"}'),
      'hooks/after.ts': 'export default (request) => {\n  const { uri } = request;\n};\n',
    },
    argv: ['build'],
    status: 3,
    message:
      'gate syntax at hooks/after.ts:2:9: destructuring, which this runtime of CloudFront does not have and the build does not lower',
  },
  {
    title: 'no secret for an embedded build',
    files: config('{"secret":"embedded"}'),
    argv: ['build'],
    status: 2,
    message:
      'secret: "embedded" needs the secret in SPA_TOKEN_SECRET, which is not set; create one with: npx pocket-spa-auth secret generate, or write one to .env with: npx pocket-spa-auth init, or read it from Secrets Manager with: build --secrets-manager',
  },
  {
    title: 'a password as the secret',
    files: { ...SITE, '.env': 'SPA_TOKEN_SECRET=correct horse battery staple\n' },
    argv: ['preview'],
    status: 2,
    message:
      'SPA_TOKEN_SECRET: Secret 1 of 1 is not usable: at least one of its 28 characters is not a hex digit. A secret is an even number of hex digits, 32 to 256 of them. Make one with: npx pocket-spa-auth secret generate',
  },
  {
    title: 'the function in the site',
    files: { ...SITE, ...config('{"secret":"embedded"}'), '.env': `SPA_TOKEN_SECRET=${SECRET}\n` },
    argv: ['build', '--out', 'dist/edge'],
    status: 2,
    message:
      '--out: the folder "dist/edge" is part of the site in "/home/ada/shop/dist", which has an index.html, and this function contains the secret: everybody who is logged in could read it there; leave out --out, which writes to .spa-auth beside the configuration, or give a folder outside the site',
  },
  {
    title: 'a function that an earlier build left in the site',
    files: SITE,
    argv: ['preview'],
    setup: 'built function in dist',
    status: 2,
    message:
      '--root: "dist/edge/viewer-request.js" is a built function; an upload of this folder would publish it; delete it, and let build write to its default folder, .spa-auth beside the configuration, outside the folder of the site',
  },
  {
    title: 'a site in another folder than `dist`',
    files: { 'build/index.html': '<!doctype html>' },
    argv: ['preview'],
    status: 2,
    message:
      '--root: "dist" is not a folder; build the site, or give its folder with --root, such as --root build',
  },
  {
    title: 'the folder of the site without `--root`',
    files: SITE,
    argv: ['preview', './dist'],
    status: 2,
    message: 'preview: too many arguments: found "./dist"; give the folder of the site with --root',
  },
  {
    title: 'a backend without `http://`',
    files: SITE,
    argv: ['preview', '--backend', 'localhost:8000'],
    status: 2,
    message:
      '--backend: found "localhost:8000"; allowed: an http: or https: URL without user name, query and fragment; did you mean http://localhost:8000?',
  },
  {
    title: 'a port that is in use',
    files: { ...SITE, '.env': `SPA_TOKEN_SECRET=${SECRET}\n` },
    argv: ['preview', '--port', PORT_IN_USE],
    setup: 'port in use',
    status: 2,
    message: 'port 8787 is in use; choose another: --port 8788',
  },
  {
    title: 'a lifetime in hours',
    argv: ['token', 'issue', 'ada', '--max-age', '1h'],
    env: { SPA_TOKEN_SECRET: SECRET },
    status: 2,
    message:
      '--max-age: found "1h"; allowed: a whole number of seconds, 0 to 9007199254740991; 1h is 3600',
  },
  {
    title: 'a token as an argument',
    argv: ['token', 'check', `ada:1999999999:${SECRET}`],
    env: { SPA_TOKEN_SECRET: SECRET },
    status: 2,
    message:
      'token check: too many arguments; give the token on standard input: other users of the machine can read arguments, and shells store them',
  },
  {
    title: 'no AWS SDK',
    argv: ['deploy', '--dry-run'],
    status: 2,
    message:
      '@aws-sdk/client-cloudfront, @aws-sdk/client-cloudfront-keyvaluestore, @aws-sdk/signature-v4a, @aws-sdk/client-secrets-manager are not installed; run: npm install --save-dev @aws-sdk/client-cloudfront @aws-sdk/client-cloudfront-keyvaluestore @aws-sdk/signature-v4a @aws-sdk/client-secrets-manager',
  },
];
