import { type Answer, mediaType } from './answer.js';
import { type Name, resolveNames } from './names.js';
import { pathFrom } from './question.js';
import { readNames } from './read-names.js';
import type { Scope } from './scope.js';

/** Something that the site names and that has not been asked for. */
export interface Finding {
  readonly target: string;
  /** Whether it is a link to another page, which is asked for as a stranger alone. */
  readonly isLink: boolean;
}

/** Collects what the site names. Pure: it asks for nothing. */
export interface Finder {
  /** Reads what an answer names. */
  read(target: string, answer: Answer): void;
  /** Takes the next one: files before links, in the order in which they were named. */
  take(): Finding | undefined;
  /** The paths of WebSockets that scripts open. */
  readonly sockets: readonly string[];
  /** How many files were named. */
  readonly count: number;
}

const MAX_FINDINGS = 1000;

/**
 * @param isSecret - Whether a text holds a cookie of the probe. A server may put it into the
 *   addresses that it names; they are neither asked for nor shown.
 */
export function createFinder(
  site: URL,
  { isBackend }: Pick<Scope, 'isBackend'>,
  isSecret: (text: string) => boolean,
): Finder {
  const seen = new Set<string>();
  const sockets = new Set<string>();
  const [files, links]: [string[], string[]] = [[], []];
  let count = 0;

  function add(list: string[], target: string): void {
    if (seen.size < MAX_FINDINGS && !seen.has(target) && !isSecret(target)) {
      seen.add(target);
      list.push(target);
    }
  }

  const resolve = (names: readonly Name[], target: string) =>
    resolveNames(names, new URL(target.replace(/^\/+/, '/'), site), site);

  return {
    read(target, answer) {
      const names = readNames(answer, pathFrom(target));
      for (const file of resolve(names.files, target)) {
        add(files, file);
      }
      // A link to the backend, such as a log-out, is no file of the site.
      for (const link of resolve(names.links, target).filter(
        (each) => !isBackend(pathFrom(each)),
      )) {
        add(links, link);
      }
      for (const socket of resolve(names.sockets, target)) {
        if (sockets.size < 8 && !isSecret(socket)) {
          sockets.add(socket);
        }
      }
      if (answer.status === 200 && /script|css/.test(mediaType(answer))) {
        add(files, `${pathFrom(target)}.map`);
      }
    },
    take() {
      const file = files.shift();
      const target = file ?? links.shift();
      count += file === undefined ? 0 : 1;
      return target === undefined ? undefined : { target, isLink: file === undefined };
    },
    get sockets() {
      return [...sockets];
    },
    get count() {
      return count;
    },
  };
}
