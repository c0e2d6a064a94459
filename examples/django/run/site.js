import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHARED = [
  'style.css',
  'chart.js',
  'element.js',
  'fetch-json.js',
  'navigation.js',
  'pocket-spa-auth.js',
];

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Copies the site into `folder`: the files that it shares with the other examples, and its own.
 * Returns the path of the copy.
 */
export async function assembleSite(folder) {
  const site = join(folder, 'site');
  await mkdir(site);
  for (const file of SHARED) {
    await cp(path(`../../demo/site/${file}`), join(site, file));
  }
  await cp(path('../site'), site, { recursive: true });
  return site;
}
