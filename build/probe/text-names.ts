import type { Name, Names } from './names.js';

// A literal without spaces. Within JSON in a script, "/" may be written "\/". Each quote may be the
// first of a literal: which one is the first, only a parser could tell.
const LITERAL = /(["'`])(?=((?:\\\/|[^"'`\\\s<>]){1,400})\1)/g;

// What stands in front of the address of a file, perhaps with a comment of a bundler between.
const LOADS =
  /(?:\bimport|\bfrom|\bimport\s*\(|Worker\s*\(|\bregister\s*\(|importScripts\s*\(|\bURL\s*\(|EventSource\s*\()\s*(?:\/\*[^*]{0,150}\*\/\s*)?$/;

const OPENS_SOCKET = /\bWebSocket\s*\(\s*$/;

const LOOKS_LIKE_FILE =
  /^[\w./%@+~()[\]:-]+\.(?:[cm]?js|css|map|json|wasm|html?|webmanifest|txt|xml|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|mp[34]|webm|pdf|csv|zip)(?:[?#].*)?$/i;

const SOURCE_MAP = /[#@]\s{0,9}sourceMappingURL=([^\s'"*]{1,500})/g;

/** Whether a text looks like the address of a file on the web. */
export function looksLikeFile(text: string): boolean {
  return LOOKS_LIKE_FILE.test(text);
}

/** An address of which it is not known what it is relative to. */
export function toName(text: string): Name {
  return { text, relativeTo: /^(?:\.{0,2}\/|[a-z]+:)/i.test(text) ? 'file' : 'both' };
}

/**
 * Lists what a script names: what it imports, its workers and WebSockets, its source map, and every
 * literal that looks like the address of a file, as bundlers and service workers list them.
 */
export function readScript(text: string): Names {
  const files: Name[] = [];
  const sockets: Name[] = [];
  for (const match of text.matchAll(LITERAL)) {
    const address = match[2]!.replaceAll('\\/', '/');
    const before = text.slice(Math.max(0, match.index - 200), match.index);
    if (OPENS_SOCKET.test(before)) {
      // In "wss://${location.host}/live" the path alone is known.
      const path = /^wss?:\/\/\$\{[^}]*\}(\/.*)$/.exec(address)?.[1] ?? address;
      sockets.push({ text: path, relativeTo: 'file' });
    } else if (!address.includes('${') && (looksLikeFile(address) || LOADS.test(before))) {
      files.push(toName(address));
    }
  }
  return { files: [...files, ...sourceMaps(text)], links: [], sockets };
}

/** Lists what a style sheet names. */
export function readStyle(text: string): Names {
  const addresses = [
    ...text.matchAll(/url\(\s{0,9}["']?([^"'()\s]{1,400})/gi),
    ...text.matchAll(/@import\s{1,9}["']([^"'\s]{1,400})["']/gi),
  ];
  const files = addresses.map(([, address]) => ({ text: address!, relativeTo: 'file' as const }));
  return { files: [...files, ...sourceMaps(text)], links: [], sockets: [] };
}

function sourceMaps(text: string): Name[] {
  return Array.from(text.matchAll(SOURCE_MAP), ([, address]) => ({
    text: address!,
    relativeTo: 'file',
  }));
}
