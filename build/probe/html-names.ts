import { Parser } from 'htmlparser2';
import { mergeNames, type Name, type Names } from './names.js';
import { readScript, readStyle } from './text-names.js';

// The attributes of HTML that hold one address, apart from those of links to other pages.
const FILE_ATTRIBUTES = ['src', 'poster', 'data', 'manifest', 'background', 'xlink:href'];

const LINK_TAGS = ['a', 'area', 'form'];

/** Lists what a page names. */
export function readHtml(html: string): Names {
  const files: Name[] = [];
  const links: Name[] = [];
  const parts: Names[] = [];
  let base: string | undefined;
  let text: string[] | undefined;
  const add = (list: Name[], address: string | undefined) => {
    // A script or a page that is built into an address is none on the host.
    if (address !== undefined && address.trim() !== '') {
      list.push({ text: address.trim(), relativeTo: 'file' });
    }
  };
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === 'base') {
        base ??= attributes.href;
      } else if (LINK_TAGS.includes(tag)) {
        const isPost = /^(?:post|dialog)$/i.test(attributes.method ?? '');
        add(links, isPost ? undefined : (attributes.href ?? attributes.action));
      } else {
        add(files, attributes.href);
      }
      for (const name of FILE_ATTRIBUTES) {
        add(files, attributes[name]);
      }
      for (const each of [attributes.srcset, attributes.imagesrcset]) {
        for (const candidate of (each ?? '').split(',')) {
          add(files, candidate.trim().split(/\s/, 1)[0]);
        }
      }
      add(files, addressInMeta(tag, attributes));
      if (attributes.style?.includes('url(')) {
        parts.push(readStyle(attributes.style));
      }
      text = tag === 'script' || tag === 'style' ? [] : undefined;
    },
    ontext: (chunk) => text?.push(chunk),
    onclosetag(tag) {
      if (text !== undefined && (tag === 'script' || tag === 'style')) {
        parts.push(tag === 'script' ? readScript(text.join('')) : readStyle(text.join('')));
        text = undefined;
      }
    },
  });
  parser.end(html);
  const names = mergeNames([{ files, links, sockets: [] }, ...parts]);
  return base === undefined ? names : rebase(names, base.trim());
}

/** The addresses of a page with a `base`, which stands before each relative one. */
function rebase({ files, links, sockets }: Names, base: string): Names {
  // Only the way from the page to the base matters; the host of the page stands in for itself.
  const page = 'http://page.invalid/';
  const move = (list: readonly Name[]) =>
    list.flatMap(({ text, relativeTo }) => {
      if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(text) || !URL.canParse(base, page)) {
        return [{ text, relativeTo }];
      }
      const from = new URL(base, page);
      if (!URL.canParse(text, from.href)) {
        return [];
      }
      const { href } = new URL(text, from);
      return [{ text: href.startsWith(page) ? href.slice(page.length - 1) : href, relativeTo }];
    });
  return { files: move(files), links: move(links), sockets: move(sockets) };
}

/** The address in a `meta`: of a refresh, or of an image for previews. */
function addressInMeta(tag: string, { content, property, ...rest }: Record<string, string>) {
  if (tag !== 'meta' || content === undefined) {
    return undefined;
  }
  if (/^refresh$/i.test(rest['http-equiv'] ?? '')) {
    return /^[\s\d.;,]*url\s*=\s*["']?([^"']{1,2000})/i.exec(content)?.[1];
  }
  return /(?:image|video|audio|tileimage|config)$/i.test(property ?? rest.name ?? '')
    ? content
    : undefined;
}
