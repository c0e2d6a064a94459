import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseEnv } from 'node:util';
import { SITE_FOLDERS } from '../host/site-folders.js';

/** A file of a site that must not be served. */
export interface ExposedFile {
  readonly file: string;
  /**
   * `function`: a built function. `manifest`: the file that `build` writes beside it.
   * `environment`: a `.env` file with the secret.
   */
  readonly content: 'function' | 'manifest' | 'environment';
  /** Whether everybody who reads the file can sign tokens. */
  readonly holdsSecret: boolean;
}

// The function itself has at most 10,240 bytes. Formatting it can make it a few times as large.
const MAX_BYTES = 65_536;

const MAX_ENTRIES = 20_000;

/**
 * Looks through the folder of a site for a built function, known by its content because it may have
 * been renamed, and for a `.env` file with the secret. Whoever is logged in could read it there,
 * and an upload would publish it.
 *
 * @param limit - How many files and folders are looked at, those of the outer folders first.
 * @returns The first such file, a manifest only if there is nothing else; undefined if there is
 * none among those that were looked at.
 */
export async function findExposedFile(
  root: string,
  limit = MAX_ENTRIES,
): Promise<ExposedFile | undefined> {
  const folders = [root];
  const visited = new Set<string>();
  let left = limit;
  let manifest: ExposedFile | undefined;
  for (const folder of folders) {
    // Servers follow links, so the search does too, but into each folder only once.
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined || visited.has(real)) {
      continue;
    }
    visited.add(real);
    for (const name of await readdir(folder).catch(() => [])) {
      if (left-- <= 0) {
        return manifest;
      }
      const file = join(folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found?.isDirectory()) {
        folders.push(file);
      } else if (found?.isFile() && found.size <= MAX_BYTES) {
        const exposed = describeExposure(name, await readFile(file, 'latin1').catch(() => ''));
        // It stands beside the function, or is what is left of it, and holds no secret.
        if (exposed?.content === 'manifest') {
          manifest ??= { file, ...exposed };
        } else if (exposed !== undefined) {
          return { file, ...exposed };
        }
      }
    }
  }
  return manifest;
}

function describeExposure(name: string, text: string): Omit<ExposedFile, 'file'> | undefined {
  if (isBuiltFunction(text)) {
    return { content: 'function', holdsSecret: EMBEDDED_SECRET.test(text) };
  }
  if (name.endsWith('.json') && isManifest(text)) {
    return { content: 'manifest', holdsSecret: false };
  }
  // The text is read as Latin-1, and so is the byte order mark of some Windows editors.
  return name.startsWith('.env') && parseEnv(text.replace(/^\xef\xbb\xbf/, '')).SPA_TOKEN_SECRET
    ? { content: 'environment', holdsSecret: true }
    : undefined;
}

const HEADER = /^\s*\/\/ pocket-spa-auth \d/;

// `check` is what `build --library` calls it, and the module for nginx exports `verdict`.
const HANDLER = /\bfunction (?:handler|check)\s*\(|\bverdict\s*:/;

// What else every built function contains, formatted or not, and no script of a page does.
const MARKS = [/\brequire\(\s*["']crypto["']\s*\)/, /x-spa-auth-reason/];

const EMBEDDED_SECRET = /["'](?:[\da-f]{2}){16,128}["']/;

/** Whether a text is a function that `compileEdge` made. */
function isBuiltFunction(text: string): boolean {
  return HANDLER.test(text) && (HEADER.test(text) || MARKS.every((mark) => mark.test(text)));
}

/** Whether a text is a manifest that `createManifest` made. */
function isManifest(text: string): boolean {
  return MANIFEST_KEYS.every((key) => new RegExp(`"${key}"\\s*:`).test(text));
}

// No other kind of manifest has these keys together.
const MANIFEST_KEYS = ['runtime', 'secret', 'sha256', 'configHash'];

/** What is known of the built sites of a project on this machine. */
export interface LocalSites {
  /** The folders that were searched, such as `dist`. */
  readonly folders: readonly string[];
  /** Its path is relative to the project. */
  readonly exposed: ExposedFile | undefined;
}

/** Searches the folders in which tools write a built site. A bucket is not known here. */
export async function findExposedInSites(project: string): Promise<LocalSites> {
  const folders = SITE_FOLDERS.filter((name) => existsSync(join(project, name)));
  for (const name of folders) {
    const exposed = await findExposedFile(join(project, name));
    if (exposed !== undefined) {
      return { folders, exposed: { ...exposed, file: relative(project, exposed.file) } };
    }
  }
  return { folders, exposed: undefined };
}

/** Says which file of a site must not be there, why, and what to do. */
export function describeExposedFile({ file, content, holdsSecret }: ExposedFile) {
  const path = JSON.stringify(file);
  const what = {
    function: `${path} is a built function${holdsSecret ? ', and it contains the secret' : ''}`,
    manifest: `${path} is the manifest of a built function`,
    environment: `${path} contains the secret`,
  }[content];
  return {
    what,
    why: holdsSecret
      ? 'everybody who is logged in could read it there and sign tokens'
      : 'an upload of this folder would publish it',
    fix:
      content !== 'environment'
        ? 'delete it, and let build write to its default folder, .spa-auth beside the configuration, outside the folder of the site'
        : 'keep it outside the folder of the site',
  };
}
