import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What SST puts around the injected code. */
export interface Surroundings {
  readonly injection: string;
  /** Whether the site has a domain of its own; SST then blocks CloudFront's. */
  readonly hasDomain: boolean;
}

// From router.ts: what CloudFront takes of headers, less the reserve for what it adds.
const HEADER_LIMIT = 10_240 - 512;

/**
 * Reads how SST's `StaticSite` writes its function at viewer-request, from the sources that its
 * program carries. SST itself cannot run here, because it downloads Pulumi.
 */
export async function readStaticSite(
  folder: string,
): Promise<(surroundings: Surroundings) => Promise<string>> {
  const { platform, arch } = process;
  const resolve = createRequire(join(folder, 'package.json')).resolve;
  const program = await readFile(resolve(`sst-${platform}-${arch}/bin/sst`));
  const block = readTemplate(program, 'export const CF_BLOCK_CLOUDFRONT_URL_INJECTION = ');
  const router = readTemplate(program, 'export const CF_ROUTER_INJECTION = minify');
  const site = program.indexOf('export class StaticSite extends Component');
  const create = program.indexOf('function createRequestFunction()', site);
  const wrapper = readTemplate(program, 'code: interpolate', create);
  const { transform } = await import('esbuild');
  return async ({ injection, hasDomain }) => {
    // The options of SST's own `minify`.
    const { code } = await transform(evaluate(router, {}, 'String.raw'), {
      minifyWhitespace: true,
      minifySyntax: true,
      target: 'es2018',
    });
    return evaluate(wrapper, {
      userInjection: injection,
      blockCloudfrontUrlInjection: hasDomain ? evaluate(block, {}) : '',
      CF_ROUTER_INJECTION: code,
      kvNamespace: 'abcd',
    });
  };
}

/** Reads the first template literal after a text, without its backquotes. */
function readTemplate(program: Buffer, before: string, from = 0): string {
  const start = program.indexOf(`${before}\``, from);
  if (start < 0) {
    throw new Error(`SST has no ${before}`);
  }
  const rest = program.subarray(start + before.length + 1, start + 40_000).toString('utf8');
  return rest.slice(0, rest.search(/(?<!\\)`/));
}

function evaluate(template: string, values: Readonly<Record<string, string>>, tag = ''): string {
  const names = { CLOUDFRONT_FUNCTION_SAFE_HEADER_LIMIT: String(HEADER_LIMIT), ...values };
  const body = `return ${tag}\`${template}\`;`;
  return new Function(...Object.keys(names), body)(...Object.values(names));
}
