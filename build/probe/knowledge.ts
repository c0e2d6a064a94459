import { type Answer, hashBody } from './answer.js';
import { pathFrom, type Question } from './question.js';

/** What the probe has learned of the content of the site. */
export interface Knowledge {
  /** Remembers the answer that somebody with a token, or any stranger, got for a gated path. */
  learnGated(target: string, answer: Answer): void;
  /** Remembers what everybody may have. */
  learnPublic(target: string, answer: Answer): void;
  /** The gated path whose content an answer has, whole or in part. */
  findGated(answer: Answer): string | undefined;
  /** Whether everybody may have what an answer holds, or the file that it tells of. */
  isPublic(answer: Answer): boolean;
  /** Whether it is known that somebody with a token gets what no public page has. */
  hasOwnContent(): boolean;
  /** The gated path whose validators or size an answer without its content tells. */
  findMetadata(question: Pick<Question, 'method' | 'target'>, answer: Answer): string | undefined;
}

interface Content {
  readonly path: string;
  readonly hash: string;
  readonly etag: string | undefined;
  readonly modified: string | undefined;
  readonly length: number;
  /** The body without blanks around it; undefined of those that are too many or too long. */
  readonly body: Buffer | undefined;
}

// A shorter body, such as "{}" or "Not Found", may be the same by chance.
const MIN_SAME = 8;
const MIN_PART = 64;

const MAX_KEPT = 64;
const MAX_KEPT_BYTES = 512 * 1024;

export function createKnowledge(): Knowledge {
  const gated = new Map<string, Content>();
  const open = new Map<string, Content>();
  let kept = 0;
  const isShared = (hash: string) => open.has(hash);

  return {
    learnGated(target, answer) {
      const path = pathFrom(target);
      if (answer.status === 200 && !gated.has(path)) {
        gated.set(path, toContent(path, answer, kept < MAX_KEPT));
        kept++;
      }
    },
    learnPublic(target, answer) {
      // An error may have a gated page as its body.
      if (answer.status === 200 && answer.body.length > 0) {
        const content = toContent(pathFrom(target), answer, open.size < MAX_KEPT);
        open.set(content.hash, content);
      }
    },
    findGated(answer) {
      const body = trim(answer.body);
      const hash = hashBody(answer);
      if (body.length < MIN_SAME || isShared(hash)) {
        return undefined;
      }
      const same = [...gated.values()].find((each) => each.hash === hash);
      const part = [...gated.values()].find(
        (each) => each.body !== undefined && !isShared(each.hash) && shares(each.body, body),
      );
      return (same ?? part)?.path;
    },
    isPublic(answer) {
      const { body, headers } = answer;
      if (headers['content-range'] !== undefined || body.length === 0) {
        const size = Number(
          /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length'],
        );
        return [...open.values()].some(
          ({ length, etag }) =>
            size === length || (etag !== undefined && etag === strong(headers.etag)),
        );
      }
      return open.has(hashBody(answer));
    },
    hasOwnContent: () => [...gated.values()].some(({ hash }) => !isShared(hash)),
    findMetadata({ method, target }, { status, headers }) {
      const tag = strong(headers.etag);
      const tagged = [...gated.values()].find(
        (each) => each.etag !== undefined && each.etag === tag,
      );
      if (tagged && !isShared(tagged.hash)) {
        return tagged.path;
      }
      const own = gated.get(pathFrom(target));
      if (!own || own.length < MIN_SAME || isShared(own.hash)) {
        return undefined;
      }
      const hasSize = method === 'HEAD' && Number(headers['content-length']) === own.length;
      // An error page may have been uploaded in the same second as the file.
      const isErrorPage = status === 403 || status === 404;
      const hasTime = own.modified !== undefined && own.modified === headers['last-modified'];
      return hasSize || (hasTime && !isErrorPage) ? own.path : undefined;
    },
  };
}

/** An entity tag without the mark of a weak one; undefined for one that tells nothing. */
function strong(etag: string | undefined): string | undefined {
  const tag = etag?.replace(/^W\//, '');
  return tag !== undefined && tag.length > 4 ? tag : undefined;
}

function toContent(path: string, answer: Answer, isKept: boolean): Content {
  const { body, headers } = answer;
  return {
    path,
    hash: hashBody(answer),
    etag: strong(headers.etag),
    modified: headers['last-modified'],
    length: body.length,
    body: isKept && body.length <= MAX_KEPT_BYTES ? trim(body) : undefined,
  };
}

/** Whether one of two bodies contains the other, or is the same. */
function shares(gated: Buffer, answered: Buffer): boolean {
  if (gated.equals(answered)) {
    return gated.length >= MIN_SAME;
  }
  const [inner, outer] = gated.length < answered.length ? [gated, answered] : [answered, gated];
  return inner.length >= MIN_PART && outer.includes(inner);
}

const BLANKS = [0x09, 0x0a, 0x0d, 0x20];

function trim(body: Buffer): Buffer {
  let [start, end] = [0, body.length];
  while (start < end && BLANKS.includes(body[start]!)) {
    start++;
  }
  while (end > start && BLANKS.includes(body[end - 1]!)) {
    end--;
  }
  return body.subarray(start, end);
}
