import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the tools for single-page apps write a built site. */
export const SITE_FOLDERS: readonly string[] = ['dist', 'build', 'out', 'public'];

/** The folders of a project with an `index.html`, in the order of {@link SITE_FOLDERS}. */
export function findSites(project: string): readonly string[] {
  return SITE_FOLDERS.filter((name) => existsSync(join(project, name, 'index.html')));
}
