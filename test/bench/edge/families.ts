import {
  cookieSets,
  expressAndPython,
  four,
  quotedAndDecoded,
  rawAndDecoded,
} from './cookie-families.js';
import { cookie, type Plan, plan, text } from './plan.js';

/** A kind of dear request, with the plans that the search begins with. */
export interface Family {
  readonly name: string;
  readonly plans: readonly Plan[];
}

// Paths of characters that have to be encoded, as many as the return path takes.
const dearPath = text('/', '"', 2046);
const widePath = text('/', '日', 2046);
const widestPath = text('/', '😀', 2045);

const navigate = (parts: Record<string, ReturnType<typeof text>> = {}) => ({
  'sec-fetch-mode': text('navigate'),
  ...parts,
});

const cookieFamilies: Family[] = Object.entries(cookieSets).map(([name, sets]) => ({
  name: `cookies: ${name}`,
  plans: sets.map((cookies) => plan({ cookies })),
}));

const emptyNames = (count: number, start = '') => ({ start, count });

const bounce = text('8');

/** Headers of a page in which each text that is searched is at the end or missing. */
const searchedInFull = {
  accept: text('', 't', 508, '*/*l'),
  'sec-purpose': text('', 'p', 511, 'h'),
};

/** The dearest cookies with everything else that is dear and still fits. */
const mixtures: Family = {
  name: 'mixtures',
  plans: [
    four(quotedAndDecoded),
    four(expressAndPython),
    four({ ...expressAndPython, encodedColons: 1 }),
    four({ ...expressAndPython, length: 285, unit: '日' }),
    four({ ...quotedAndDecoded, shape: 'expired' }),
    four({ ...expressAndPython, shape: 'expired' }),
    rawAndDecoded,
    [...rawAndDecoded, cookie({ length: 1700, quoted: true, escapes: 32, unit: '%41' })],
    four({ length: 980, quoted: true, escapes: 8, unit: '%41' }),
    four({ shape: 'forged', length: 330, unit: '日', encoded: 1, quoted: true, escapes: 8 }),
    [cookie({ length: 3960, quoted: true, escapes: 32, unit: '日', tail: '%41' })],
    [cookie({ length: 1310, quoted: true, escapes: 32, unit: '日', tail: '%41' })],
  ].flatMap((cookies) => [
    plan({ cookies, bounce, path: dearPath, headers: { accept: text('*/*', 'a', 11_500) } }),
    plan({ cookies, bounce, path: dearPath, headers: navigate() }),
    plan({ cookies, bounce, path: dearPath, headers: searchedInFull }),
    plan({ cookies, bounce, path: text('/', '日', 680), headers: searchedInFull }),
    plan({ cookies, bounce, path: text('/', '日', 680), headers: navigate() }),
    plan({ cookies, bounce, path: widestPath, headers: navigate() }),
    plan({ cookies, names: emptyNames(600, 'x-auth-u'), spellings: 4, headers: {} }),
    plan({ cookies, names: emptyNames(500), spellings: 4, headers: {}, path: dearPath }),
    plan({ cookies, names: emptyNames(500, 'x-auth'), spellings: 4, headers: {} }),
    plan({ cookies, path: text('/public/', '%20', 2000, 'x;'), headers: {} }),
  ]),
};

export const families: readonly Family[] = [
  ...cookieFamilies,
  mixtures,
  {
    name: 'many cookies of other names',
    plans: [
      plan({ otherCookies: 3000 }),
      plan({ otherCookies: 2000, cookies: four({ length: 1020, unit: '%41' }) }),
    ],
  },
  {
    name: 'headers: many names',
    plans: [
      plan({ names: emptyNames(500) }),
      plan({ names: emptyNames(2500) }),
      plan({ names: emptyNames(3000) }),
      plan({ names: emptyNames(3600), headers: {} }),
      plan({ names: emptyNames(3000), spellings: 4 }),
      plan({ names: emptyNames(2500), spellings: 5 }),
      plan({ names: emptyNames(1200, '--------') }),
      plan({ names: emptyNames(500, '--------') }),
      plan({ names: emptyNames(500, 'x-auth-use') }),
      plan({ names: emptyNames(250, 'x-auth-use'.repeat(7)) }),
      plan({ names: emptyNames(1200, 'x-auth-u') }),
      plan({ names: emptyNames(1200, 'x-auth-u'), spellings: 4 }),
      plan({ names: emptyNames(900, 'x-auth-u'), cookies: four({ shape: 'forged', length: 900 }) }),
      plan({ names: emptyNames(900, 'x-auth-u'), spellings: 4, path: dearPath }),
      plan({ spellings: 5 }),
      plan({ spellings: 4 }),
    ],
  },
  {
    name: 'paths',
    plans: [
      plan({ path: dearPath }),
      plan({ path: widePath }),
      plan({ path: widestPath }),
      plan({ path: text('/', 'é', 2046) }),
      plan({ path: text('/', '/', 8000) }),
      plan({ path: text('//', '"', 2046) }),
      plan({ path: text('/', '\\', 8000) }),
      plan({ path: text('/', '\\', 2045, '"') }),
      plan({ path: text('//', '日', 2046) }),
      plan({ path: text('/', '%41', 682) }),
      plan({ path: text('/', '%22', 682) }),
      plan({ path: text('/', 'a/', 1000) }),
      plan({ path: text('/', '.', 8000) }),
    ],
  },
  {
    name: 'paths under a public prefix that are not plain',
    plans: ['a', '%41', '/a', '/', '/.a', '/%20a', '%20', '.', '%c2%a0', '%e0%a0%80', '日', '😀']
      .flatMap((unit) =>
        [8170, 2030].map((room) => {
          const times = Math.floor(room / Buffer.byteLength(unit));
          return plan({ path: text('/public/a', unit, times, ';') });
        }),
      )
      .concat(
        plan({ path: text('/public/', '%20', 2700, 'x;') }),
        plan({ path: text('/public/', '.%20', 2000, 'x;') }),
        plan({ path: text('/public/a', '/%20%20%20%20a', 580, ';') }),
      ),
  },
  {
    name: 'paths of a file or the backend',
    plans: [
      plan({ path: text('/a.', 'A', 8000), cookies: [cookie({ shape: 'signed' })] }),
      plan({ path: text('/api/', 'A', 8000), cookies: [cookie({ shape: 'signed' })] }),
      plan({ path: text('/public/', 'A', 8000) }),
      plan({ path: text('/public/', 'A.', 4000) }),
      plan({ path: text('/public/', '%41', 2700) }),
      plan({ path: text('/public/', '/a', 4000) }),
      plan({ path: text('/public/', '日.', 2000) }),
    ],
  },
  {
    name: 'queries',
    plans: [true, false].flatMap((hasRawQuery) => [
      plan({ hasRawQuery, query: text('', 'a', 8170) }),
      plan({ hasRawQuery, query: text('', '"', 2038) }),
      plan({ hasRawQuery, query: text('', '日', 2038) }),
      plan({ hasRawQuery, query: text('', '😀', 2038) }),
      plan({ hasRawQuery, query: text('', '日', 2710) }),
      plan({ hasRawQuery, queryNames: 2300 }),
      plan({ hasRawQuery, queryNames: 64 }),
      plan({ hasRawQuery, query: text('', '&', 8100) }),
      plan({ hasRawQuery, query: text('a', '&a', 4000) }),
      plan({ hasRawQuery, query: text('', 'a=&', 2700) }),
      plan({ hasRawQuery, query: text('a=', '"&a=', 63) }),
      plan({ hasRawQuery, query: text('', '"&', 64, '"'.repeat(1900)) }),
    ]),
  },
  {
    name: 'methods and long headers',
    plans: [
      plan({ method: 'POST', path: dearPath }),
      plan({ method: 'OPTIONS' }),
      plan({ method: 'X'.repeat(8000) }),
      ...['sec-fetch-dest', 'sec-fetch-mode', 'sec-purpose', 'accept', 'x-requested-with'].flatMap(
        (name) => [
          plan({ headers: navigate({ [name]: text('', 'a', 8000) }) }),
          plan({ headers: { [name]: text('', 'text/htm', 1000) } }),
          plan({ headers: { [name]: text('', 'prefetc', 1000) }, path: dearPath }),
          plan({ headers: { [name]: text('', '日', 2600) }, path: dearPath }),
          // A pattern is tried wherever its first letter stands, if its last one is there at all.
          plan({ headers: { [name]: text('', 'p', 511, 'h') }, path: dearPath }),
          plan({ headers: { [name]: text('', 't', 500, '*/*l') }, path: dearPath }),
          plan({ headers: { [name]: text('', '*', 509, '/*') }, path: dearPath }),
        ],
      ),
      plan({ headers: { accept: text('', '*', 8000, '*/*') }, path: dearPath }),
      plan({ headers: { accept: text('', 'a', 20_380, '*/*') } }),
      plan({ headers: { accept: text('', '*', 20_380, '*/*') } }),
      plan({ headers: { accept: text('*/*', 'a', 18_000) }, path: dearPath }),
      plan({ headers: { accept: text('*/*', '日', 6700) } }),
      plan({ headers: { accept: text('*/*', 'é', 10_000) } }),
      plan({ headers: { accept: text('*/*', 'a', 9000), 'sec-purpose': text('', 'p', 9000) } }),
      plan({ headers: { accept: text('*/*', 'a', 13_800) }, cookies: four(quotedAndDecoded) }),
      plan({
        headers: { accept: text('*/*', 'a', 11_500) },
        path: dearPath,
        cookies: four(quotedAndDecoded),
      }),
    ],
  },
  {
    name: 'bounce counters',
    plans: [text('8'), text('7'), text('', '9', 4000), text('1e0'), text('', '日', 2000)].flatMap(
      (bounce) => [
        plan({ bounce, path: dearPath, cookies: four({ length: 1020, unit: '%41' }) }),
        plan({ bounce, path: dearPath, cookies: rawAndDecoded }),
        plan({ bounce, path: widestPath, headers: navigate() }),
      ],
    ),
  },
];
