import { type CookiePlan, type Plan, cookie as plainCookie, type TextPlan } from './plan.js';

/** Random numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const ASCII_UNITS = ['a', '"', '%41', '%22', ':', '@', '\\', '%', '%E6%97%A5', '%F0%9F%98%80', '/'];

const UNITS = [...ASCII_UNITS, '日', '😀', 'é', '%41日'];

const TAILS = ['', '', '%', '%41', '%ff', '%E6%97', '\\', ':'];

const ESCAPES = ['\\101', '\\"', '\\\\', '\\012', '\\377'];

const SHAPES = ['text', 'forged', 'forged', 'expired'] as const;

/** Changes a few parameters of a plan. */
export function mutate(plan: Plan, random: () => number, mayBeWide: boolean): Plan {
  const units = mayBeWide ? UNITS : ASCII_UNITS;
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const vary = (number: number, most: number) => {
    const by = pick([1, 2, 16, 64, 256, 1024]) * (random() < 0.5 ? -1 : 1);
    return Math.max(0, Math.min(most, number + by));
  };

  const varyText = (old: TextPlan): TextPlan => {
    switch (pick(['unit', 'times', 'times', 'end'])) {
      case 'unit':
        return { ...old, unit: pick(units) };
      case 'times':
        return { ...old, times: vary(old.times, 20_400) };
      default:
        return { ...old, end: pick(['', ';', '"', '.', 'x', '/', '*/*']) };
    }
  };

  const varyCookie = (old: CookiePlan): CookiePlan => {
    if (old.shape === 'signed') {
      return { ...old, shape: 'forged' };
    }
    switch (
      pick(['unit', 'length', 'length', 'shape', 'colons', 'encoded', 'escapes', 'quoted', 'tail'])
    ) {
      case 'unit':
        return { ...old, unit: pick(units) };
      case 'length':
        return { ...old, length: vary(old.length, 4096) };
      case 'shape':
        return { ...old, shape: pick(SHAPES) };
      case 'colons':
        return { ...old, encodedColons: pick([0, 1, 2]) };
      case 'encoded':
        return { ...old, encoded: pick([0, 1, old.length, vary(old.encoded, 4096)]) };
      case 'escapes':
        return { ...old, quoted: true, escapes: vary(old.escapes, 32), escape: pick(ESCAPES) };
      case 'quoted':
        return { ...old, quoted: !old.quoted };
      default:
        return { ...old, tail: pick(TAILS) };
    }
  };

  const varyCookies = (old: readonly CookiePlan[]): CookiePlan[] => {
    const cookies = [...old];
    const at = Math.floor(random() * cookies.length);
    const cookie = cookies[at];
    if (cookie === undefined || (cookies.length < 5 && random() < 0.15)) {
      return [...cookies, cookie ?? plainCookie({ length: 900, shape: 'forged', encoded: 1 })];
    }
    if (random() < 0.1) {
      cookies.splice(at, 1);
    } else {
      cookies[at] = varyCookie(cookie);
    }
    return cookies;
  };

  let changed = plan;
  for (let changes = pick([1, 1, 2, 3]); changes > 0; changes--) {
    switch (
      pick(['cookies', 'cookies', 'cookies', 'path', 'query', 'names', 'headers', 'bounce'])
    ) {
      case 'cookies':
        changed = { ...changed, cookies: varyCookies(changed.cookies) };
        break;
      case 'path':
        changed = { ...changed, path: varyText(changed.path) };
        break;
      case 'query':
        changed = changed.queryNames
          ? { ...changed, queryNames: vary(changed.queryNames, 2700) }
          : { ...changed, query: changed.query && varyText(changed.query) };
        break;
      case 'names':
        changed = {
          ...changed,
          names: { ...changed.names, count: vary(changed.names.count, 3500) },
          spellings: pick([changed.spellings, 0, 4, 5]),
        };
        break;
      case 'headers': {
        const name = pick(['accept', 'sec-purpose', 'sec-fetch-dest']);
        const { [name]: old = EMPTY, ...others } = changed.headers;
        const { 'sec-fetch-mode': mode, ...quiet } = others;
        changed = {
          ...changed,
          headers: { ...(mode && random() < 0.5 ? quiet : others), [name]: varyText(old) },
        };
        break;
      }
      default:
        changed = { ...changed, bounce: pick([changed.bounce, undefined, bounce]) };
    }
  }
  return changed;
}

const EMPTY: TextPlan = { start: '', unit: 'a', times: 0, end: '' };

const bounce: TextPlan = { ...EMPTY, start: '8' };
