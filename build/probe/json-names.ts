import type { Name, Names } from './names.js';
import { looksLikeFile, toName } from './text-names.js';

// Members of a web app manifest whose addresses need no extension.
const ADDRESSES = ['start_url', 'src', 'url', 'action'];

// Members of a source map that name no file.
const NO_ADDRESSES = ['mappings', 'names', 'sourcesContent'];

const MAX_VALUES = 20_000;

/**
 * Lists what JSON names: the files of a manifest of a web app or of a bundler, and the sources of a
 * source map.
 */
export function readJson(text: string): Names {
  const files: Name[] = [];
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF|^\)\]\}'/, ''));
  } catch {
    return { files, links: [], sockets: [] };
  }
  const queue: { readonly key: string; readonly value: unknown; readonly prefix: string }[] = [
    { key: '', value: root, prefix: '' },
  ];
  for (let i = 0; i < queue.length && i < MAX_VALUES; i++) {
    const { key, value, prefix } = queue[i]!;
    if (typeof value === 'string') {
      const address = prefix + value;
      if (key === 'sources' || ADDRESSES.includes(key) || looksLikeFile(address)) {
        files.push(toName(address));
      }
    } else if (typeof value === 'object' && value !== null) {
      const { sourceRoot } = value as { sourceRoot?: unknown };
      for (const [name, member] of Object.entries(value)) {
        if (!NO_ADDRESSES.includes(name) && queue.length < MAX_VALUES) {
          const root = typeof sourceRoot === 'string' ? sourceRoot.replace(/\/?$/, '/') : '';
          queue.push({
            key: Array.isArray(value) ? key : name,
            value: member,
            prefix:
              name === 'sources' ? root.replace(/^\/$/, '') : Array.isArray(value) ? prefix : '',
          });
        }
      }
    }
  }
  return { files, links: [], sockets: [] };
}
