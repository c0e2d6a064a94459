import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package.js';

/** The page that ends a loop, cut at its two blanks, and the hash that lets its style through a content-security-policy. */
export function pageSettings(): Record<string, string> {
  const html = readFileSync(join(packageRoot, 'edge/page.html'), 'utf8').trim();
  const [start, link, end] = html.split(/\{\{\w+\}\}/) as [string, string, string];
  const style = /<style>(.*)<\/style>/.exec(html)![1]!;
  const hash = createHash('sha256').update(style).digest('base64');
  return {
    PAGE_START: start,
    PAGE_LINK: link,
    PAGE_END: end,
    PAGE_STYLE_SOURCE: `'sha256-${hash}'`,
  };
}
