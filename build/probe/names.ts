/** What a file names, as it is written there. */
export interface Names {
  /** Files that belong to the site: scripts, styles, images, data. */
  readonly files: readonly Name[];
  /** Links to other pages. */
  readonly links: readonly Name[];
  /** Addresses of WebSockets. */
  readonly sockets: readonly Name[];
}

/** One address, and what it may be relative to. */
export interface Name {
  readonly text: string;
  /** `site`: bundlers also write addresses that are relative to the start page. */
  readonly relativeTo: 'file' | 'site' | 'both';
}

export const NO_NAMES: Names = { files: [], links: [], sockets: [] };

/** The names of several parts of one file. */
export function mergeNames(parts: readonly Names[]): Names {
  return {
    files: parts.flatMap(({ files }) => files),
    links: parts.flatMap(({ links }) => links),
    sockets: parts.flatMap(({ sockets }) => sockets),
  };
}

/**
 * The targets on the site that names stand for, in their order and each once. What is on another
 * host is left out.
 *
 * @param file - The address of the file that has the names.
 * @param site - The address of the start page.
 */
export function resolveNames(names: readonly Name[], file: URL, site: URL): string[] {
  const targets = names.flatMap(({ text, relativeTo }) => {
    const bases = { file: [file], site: [site], both: [file, site] }[relativeTo];
    return bases.flatMap((base) => resolveName(text, base, site) ?? []);
  });
  return [...new Set(targets)];
}

const MAX_TARGET = 2048;

function resolveName(text: string, base: URL, site: URL): string | undefined {
  // A WebSocket has the host of a page under a scheme of its own.
  const address = text.replace(/^ws(?=s?:)/i, 'http');
  if (address.length > MAX_TARGET || !URL.canParse(address, base.href)) {
    return undefined;
  }
  const { origin, pathname, search } = new URL(address, base);
  return origin === site.origin ? pathname + search : undefined;
}
