import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { brotliDecompressSync, constants, inflateSync, unzipSync } from 'node:zlib';
import type { Answer } from './answer.js';

/** What a probe costs at most. */
export interface Limits {
  /** Requests of the whole probe. */
  readonly requests: number;
  /** Seconds for one request, with its body. */
  readonly seconds: number;
  /** Seconds for the whole probe. The token that is made for it lives longer. */
  readonly totalSeconds: number;
  /** Bytes of a body that are read. */
  readonly bytes: number;
}

export const LIMITS: Limits = {
  requests: 500,
  seconds: 10,
  totalSeconds: 240,
  bytes: 4 * 1024 * 1024,
};

/** A request that is about to be sent. */
export interface Sending {
  /** The scheme, host and port. */
  readonly base: URL;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a certificate that cannot be verified ends the request. */
  readonly verifiesCertificate: boolean;
}

/** Sends requests, one at a time. */
export interface Asker {
  /**
   * Sends a request and follows no redirect. It never rejects: without an answer the status is 0.
   * Undefined if the limits of the probe are reached.
   */
  ask(sending: Sending): Promise<Answer | undefined>;
  /** How many requests were sent. */
  readonly count: number;
  /** Whether a request was not sent because of the limits. */
  readonly isExhausted: boolean;
  close(): void;
}

// After so many requests without an answer, the others are not worth their time.
const MAX_TIMEOUTS = 6;

/**
 * Creates an asker that contacts the given hosts alone.
 *
 * @param bases - The schemes, hosts and ports that may be asked.
 */
export function createAsker(bases: readonly URL[], limits: Limits): Asker {
  const allowed = new Set(bases.map(({ origin }) => origin));
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), limits.totalSeconds * 1000);
  let count = 0;
  let timeouts = 0;
  let isExhausted = false;
  return {
    async ask(sending) {
      if (!allowed.has(sending.base.origin)) {
        throw new Error(`the probe may not ask ${sending.base.origin}`);
      }
      if (count >= limits.requests || timeouts >= MAX_TIMEOUTS || ended.signal.aborted) {
        isExhausted = true;
        return undefined;
      }
      count++;
      // What Node.js refuses to send, the server does not get either.
      const answer = await send(sending, limits, ended.signal).catch(() => UNSENT);
      timeouts = answer.status === 0 && answer.problem === 'timeout' ? timeouts + 1 : 0;
      return answer;
    },
    get count() {
      return count;
    },
    get isExhausted() {
      return isExhausted;
    },
    close: () => clearTimeout(timer),
  };
}

const UNSENT: Answer = {
  status: 0,
  headers: {},
  earlyLinks: [],
  body: Buffer.alloc(0),
  isCut: false,
  problem: 'connection',
};

function send(
  { base, method, target, headers, verifiesCertificate }: Sending,
  { seconds, bytes }: Limits,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    const earlyLinks: string[] = [];
    const chunks: Buffer[] = [];
    let status = 0;
    let answered: IncomingHttpHeaders = {};
    let size = 0;
    let isFinished = false;
    const request = base.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request({
      // Its subdomains are this machine by RFC 6761, but not every resolver knows that.
      hostname: base.hostname.replace(/^\[|\]$/g, '').replace(/^.+\.localhost$/, 'localhost'),
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      method,
      path: target,
      headers: { host: base.host, ...headers },
      // A connection of its own, so that no answer depends on the request before it.
      agent: false,
      // Browsers read that much. Node.js stops at 16 kB, and nobody would see what comes.
      maxHeaderSize: 262_144,
      rejectUnauthorized: verifiesCertificate,
    });
    const finish = (rest: Pick<Answer, 'problem' | 'code'> = {}) => {
      if (isFinished) {
        return;
      }
      isFinished = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', expire);
      sent.destroy();
      const body = decode(Buffer.concat(chunks).subarray(0, bytes), answered, bytes);
      resolve({ status, headers: answered, earlyLinks, body, isCut: size > bytes, ...rest });
    };
    const expire = () => finish({ problem: 'timeout' });
    // For the whole request: a server that sends a byte now and then would never be idle.
    const timer = setTimeout(expire, seconds * 1000);
    signal.addEventListener('abort', expire);
    sent.on('information', ({ headers: early }) => {
      if (earlyLinks.length < 8) {
        earlyLinks.push(String(early.link ?? ''));
      }
    });
    sent.on('upgrade', (response) => {
      status = response.statusCode ?? 0;
      answered = response.headers;
      finish();
    });
    sent.on('response', (response) => {
      status = response.statusCode ?? 0;
      answered = response.headers;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > bytes) {
          finish();
        }
      });
      response.on('end', () => finish());
      response.on('error', () => finish({ problem: 'connection' }));
    });
    sent.on('error', ({ code }: NodeJS.ErrnoException) =>
      finish({ problem: 'connection', ...(code !== undefined && { code }) }),
    );
    sent.end();
  });
}

/** Undoes a content encoding that was not asked for. A body that is not of it stays as it is. */
function decode(body: Buffer, headers: IncomingHttpHeaders, maxOutputLength: number): Buffer {
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  // A body may be cut.
  const options = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (/^(?:x-)?gzip$/.test(encoding)) {
      return unzipSync(body, options);
    }
    if (encoding === 'deflate') {
      return inflateSync(body, options);
    }
    if (encoding === 'br') {
      const finishFlush = constants.BROTLI_OPERATION_FLUSH;
      return brotliDecompressSync(body, { maxOutputLength, finishFlush });
    }
  } catch {
    // Not of the encoding, or larger than what is looked at.
  }
  return body;
}
