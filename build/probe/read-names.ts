import { type Answer, mediaType } from './answer.js';
import { readHtml } from './html-names.js';
import { readJson } from './json-names.js';
import { type Names, NO_NAMES } from './names.js';
import { readScript, readStyle } from './text-names.js';

/**
 * Lists what an answer names, the first of each kind. It never throws, and the time that it takes
 * grows with the length of the body alone.
 */
export function readNames(answer: Answer, path: string): Names {
  const { files, links, sockets } = readAll(answer, path);
  const [most, few] = [MAX_NAMES, MAX_NAMES / 10];
  return {
    files: files.slice(0, most),
    links: links.slice(0, most),
    sockets: sockets.slice(0, few),
  };
}

// More than a probe asks for.
const MAX_NAMES = 2000;

function readAll(answer: Answer, path: string): Names {
  const type = mediaType(answer);
  const text = answer.body.toString('utf8');
  if (/^(?:text\/html|application\/xhtml\+xml)$/.test(type)) {
    return readHtml(text);
  }
  if (/(?:^|[/+])(?:x-)?json$|manifest/.test(type) || /\.(?:json|map|webmanifest)$/.test(path)) {
    return readJson(text);
  }
  if (/(?:java|ecma)script$/.test(type) || /\.[cm]?js$/.test(path)) {
    return readScript(text);
  }
  if (type === 'text/css' || /\.css$/.test(path)) {
    return readStyle(text);
  }
  return NO_NAMES;
}
