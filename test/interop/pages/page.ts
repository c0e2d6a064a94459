import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../../docs');

/** The code of a page that stands under the name of its file: `name`, then a fence. */
export function readFileOnPage(page: string, name: string): string {
  const text = readFileSync(join(DOCS, page), 'utf8');
  const start = text.indexOf(`\n\`${name}\``);
  const code = start < 0 ? undefined : /^```\w+\n([\s\S]*?)^```$/m.exec(text.slice(start))?.[1];
  if (code === undefined) {
    throw new Error(`docs/${page} has no file ${name}`);
  }
  return code;
}
