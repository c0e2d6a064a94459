import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from './errors.js';

/**
 * Checks that files of these names can be written into a folder, which need not exist yet. Nothing
 * remains of the attempt, so that a command can check before its long work.
 *
 * @throws CliError with the code `ERR_WRITE`, which names the folder, or what is no file in it.
 */
export async function checkWritableFolder(folder: string, names: readonly string[]): Promise<void> {
  const file = join(folder, randomUUID());
  let made: string | undefined;
  try {
    // The rights alone do not tell: a file system may be read-only or full.
    made = await mkdir(folder, { recursive: true });
    await writeFile(file, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      'ERR_WRITE',
      `the output folder ${JSON.stringify(folder)} cannot be written (${code === 'EEXIST' ? 'it is not a folder' : code}); give another with --out`,
    );
  } finally {
    await rm(made ?? file, { recursive: true, force: true }).catch(() => {});
  }
  // A link to a folder is replaced as a file is.
  for (const name of names) {
    const path = join(folder, name);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new CliError(
        'ERR_WRITE',
        `${path} cannot be written, because it is a folder; remove it, or give another place with --out`,
      );
    }
  }
}

/**
 * The folder of a site that an output folder lies in: it or a folder around it has an `index.html`.
 * The project's own folders do not count, because Vite keeps the page's source there: that of the
 * configuration, that of its `package.json`, and those around them.
 *
 * @param project - The folder of the configuration.
 * @returns The folder; undefined if there is none.
 */
export function findSiteAround(folder: string, project: string): string | undefined {
  const aroundProject = listUpward(project);
  const packageFolder = aroundProject.find((each) => existsSync(join(each, 'package.json')));
  const own = new Set(
    [project, packageFolder ?? project].flatMap((each) => [
      ...listUpward(each),
      ...listUpward(realPath(each)),
    ]),
  );
  // A link may lead out of the site or into it. What copies a site follows links.
  return [...listUpward(folder), ...listUpward(realPath(folder))].find(
    (each) => !own.has(each) && existsSync(join(each, 'index.html')),
  );
}

/** The folder and the folders around it, the innermost first. */
function listUpward(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...listUpward(parent)];
}

/** The path without links; the end that does not exist yet stays as it is. */
function realPath(path: string): string {
  if (existsSync(path)) {
    return realpathSync(path);
  }
  const parent = dirname(path);
  return parent === path ? path : join(realPath(parent), basename(path));
}
