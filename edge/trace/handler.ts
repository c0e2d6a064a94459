import cf from 'cloudfront';
import { decide, precheck } from '../decide.js';
import after from '../hooks/after.js';
import { checkResponse, copyRequest, finishRequest, openRequest } from '../hooks/answer.js';
import before from '../hooks/before.js';
import { removeIdentityHeader } from '../identity.js';
import { decodeSecret, parseKeyRing } from '../keys.js';
import { findVerified } from '../mac.js';
import { isListed, isPublic } from '../path.js';
import { unavailable } from '../refusal.js';
import { checkRevocation } from '../revocation.js';
import { record, type TracedCandidate, watchEntries } from './recorder.js';

/** Why a path that an entry of `publicPaths` names is protected nevertheless. */
interface NotPlain {
  entry: string;
  /** The place and the text; missing if the path is too long. */
  at?: number;
  text?: string;
}

/** What became of the MAC of one candidate. */
interface TracedMac {
  candidate: number;
  /** The number of the secret under which the MAC is right, from 0 on; -1 if there is none. */
  secret: number;
  /** `unreadable`: the entry of the user could not be read. */
  revokedBy?: 'everybody' | 'user' | 'unreadable';
}

/** The intermediate values of one decision. `build/explain/trace.ts` has the same types. */
interface Trace {
  isPublic: boolean;
  /** The entry of `publicPaths` that names the path; null if the login path does, or nothing. */
  publicEntry: string | null;
  notPlain: NotPlain | null;
  /** The copies of the identity header that were removed; -1 if there are too many. */
  identityCopies: number;
  isPreflight: boolean;
  entries: number;
  entriesRead: number[];
  candidates: TracedCandidate[];
  /** The number of secrets; null if the ring is missing or unusable, or was not needed. */
  secrets: number | null;
  macs: TracedMac[];
  /** What a refusal looked up to tell a page from a fetch. */
  names: string[];
  backendEntry: string | null;
  hooks: TracedHooks;
  output: Output;
}

/** What the hooks did; null for one that there is not, or that was not called. */
interface TracedHooks {
  before: 'none' | 'answered' | 'failed' | null;
  after: 'none' | 'rewrote' | 'answered' | 'failed' | null;
  /** Whether `after` set another path. */
  isUriChanged: boolean;
  /** The name of the error that a hook threw; empty if it threw none. */
  error: string;
}

/**
 * Entry for `explain`, which is never uploaded: takes the way of the function through the same
 * modules, and gives what it met. The build puts `recorder.ts` between some of them.
 */
export async function handler(event: ViewerRequestEvent): Promise<Trace> {
  var request = event.request;
  var uri = request.uri;
  var publicEntry = findEntry(uri, PUBLIC_PATHS, true);
  var nearEntry = publicEntry === null ? findEntry(uri, PUBLIC_PATHS, false) : null;
  var notPlain = nearEntry === null ? null : findNotPlain(uri, nearEntry);
  var identityCopies = IDENTITY_HEADER ? countIdentityCopies(request) : 0;
  var isPublicPath = isPublic(request);
  var cookies = request.cookies || {};
  var entries: Item[] = [];
  if ({}.hasOwnProperty.call(cookies, COOKIE_NAME)) {
    entries = cookies[COOKIE_NAME].multiValue || [cookies[COOKIE_NAME]];
    Object.defineProperty(cookies, COOKIE_NAME, {
      value: watchEntries(cookies[COOKIE_NAME]),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  var isPreflight = false;
  var keys: Key[] | null = null;
  var macs: TracedMac[] = [];
  var hooks: TracedHooks = { before: null, after: null, isUriChanged: false, error: '' };
  var output: Output;
  try {
    if (HAS_BEFORE) {
      hooks.before = 'failed';
      var answer = await before(copyRequest(request));
      hooks.before = answer === undefined ? 'none' : 'failed';
      if (answer !== undefined) {
        output = checkResponse(answer);
        hooks.before = 'answered';
        return finish(output);
      }
    }
    var checked = precheck(request);
    isPreflight = !isPublicPath && !checked;
    if (typeof checked === 'object') {
      var stored = EMBEDDED_SECRETS[0] ? '' : await cf.kvs().get('token_secret');
      keys = EMBEDDED_SECRETS[0]
        ? EMBEDDED_SECRETS.map(decodeSecret)
        : parseKeyRing(stored) || parseKeyRing(stored.split(';')[0]);
      if (keys) {
        macs = await traceMacs(keys, stored.split(';')[1]);
        if (CUT_OFFS) {
          checked = await checkRevocation(checked, keys, stored.split(';')[1], cf.kvs());
        } else if (REVOCATION) {
          var verified = findVerified(checked, keys);
          checked = verified ? [verified] : [];
        }
      }
    }
    record.names = [];
    output = decide(request, checked, keys);
    if (HAS_AFTER && output === request) {
      var routed = request.uri;
      var userId = checked ? checked[0][2] : undefined;
      hooks.after = 'failed';
      var given = JSON.stringify(openRequest(request, uri));
      var result = await after(request, { userId: userId, public: !checked });
      var left = (result === undefined ? request : result) as ViewerRequest;
      var isChanged = JSON.stringify(left) !== given;
      hooks.isUriChanged = left.uri !== uri;
      output = finishRequest(left, uri, routed, userId);
      if ('uri' in output) {
        hooks.after = isChanged ? 'rewrote' : 'none';
      } else if (output === (left as unknown)) {
        hooks.after = 'answered';
      }
    }
  } catch (e) {
    var isHook = hooks.before === 'failed' || hooks.after === 'failed';
    hooks.error = isHook && e ? String((e as Error).name) : '';
    output = unavailable();
  }
  return finish(output);

  function finish(decided: Output): Trace {
    return {
      isPublic: isPublicPath,
      publicEntry: publicEntry,
      notPlain: notPlain,
      identityCopies: identityCopies,
      isPreflight: isPreflight,
      entries: entries.length,
      entriesRead: record.entries.slice(),
      candidates: record.candidates,
      secrets: keys && keys.length,
      macs: macs,
      names: record.names,
      backendEntry: findEntry(uri, BACKEND_PATHS, false),
      hooks: hooks,
      output: decided,
    };
  }
}

/** Tries every parsed candidate under each secret and cut-off by itself. */
async function traceMacs(keys: Key[], cutOffForAll: string | undefined): Promise<TracedMac[]> {
  var macs: TracedMac[] = [];
  for (var i = 0; i < record.tokens.length; i++) {
    var token = record.tokens[i][0];
    if (!token) {
      continue;
    }
    var mac: TracedMac = { candidate: i, secret: -1 };
    for (var j = keys.length - 1; j >= 0; j--) {
      if (findVerified([token], [keys[j]])) {
        mac.secret = j;
      }
    }
    if (CUT_OFFS && mac.secret >= 0) {
      // As in the function, no entry is read for a token that everybody's cut-off refuses.
      if ((await checkRevocation([token], keys, cutOffForAll, emptyStore)) === 'revoked') {
        mac.revokedBy = 'everybody';
      } else {
        try {
          if ((await checkRevocation([token], keys, undefined, cf.kvs())) === 'revoked') {
            mac.revokedBy = 'user';
          }
        } catch (e) {
          mac.revokedBy = 'unreadable';
        }
      }
    }
    macs.push(mac);
  }
  return macs;
}

var emptyStore: Store = {
  get: async function () {
    return '';
  },
  exists: async function () {
    return false;
  },
};

function countIdentityCopies(request: ViewerRequest): number {
  var copy = JSON.parse(JSON.stringify(request)) as ViewerRequest;
  var before = Object.keys(copy.headers || {}).length;
  return removeIdentityHeader(copy) ? before - Object.keys(copy.headers || {}).length : -1;
}

function findEntry(uri: string, entries: string[], mustBePlain: boolean): string | null {
  for (var i = 0; i < entries.length; i++) {
    if (isListed(uri, [entries[i]], mustBePlain)) {
      return entries[i];
    }
  }
  return null;
}

/** Finds what the function's pattern of paths that are not plain matches. */
function findNotPlain(uri: string, entry: string): NotPlain {
  var found: NotPlain = { entry: entry };
  // Both `test` and `search` call it.
  var exec = RegExp.prototype.exec;
  RegExp.prototype.exec = function (text) {
    var match = exec.call(this, text);
    if (match) {
      found.at = match.index;
      found.text = match[0];
    }
    return match;
  };
  try {
    isListed(uri, [entry], true);
  } finally {
    RegExp.prototype.exec = exec;
  }
  return found;
}
