import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { EdgeConfig } from '../../../build/config/edge-config.js';
import { resolveConfig } from '../../../build/config/resolve.js';
import type { EdgeCase } from '../../vectors/types.js';
import { describeEachNginx } from './each.js';
import { startGate } from './gate.js';
import { isBadRequest, send, toWire, UNSAYABLE, type WireAnswer } from './wire.js';

// vitest would import the JSON as a literal, in which "__proto__" is no name.
const FILE = new URL('../../vectors/edge.json', import.meta.url);
const CASES = (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: EdgeCase[] }).cases;

const said = CASES.filter((vector) => 'text' in toWire(vector));

it('says every vector over HTTP but these', () => {
  const counts = Object.fromEntries(UNSAYABLE.map((because) => [because, 0]));
  for (const vector of CASES) {
    const wire = toWire(vector);
    if ('because' in wire) {
      counts[wire.because]!++;
    }
  }
  expect(counts).toMatchInlineSnapshot(`
    {
      "a cookie or header with a character that ends it": 3,
      "a header that nginx drops, for a character in its name": 8,
      "a request that is larger than nginx takes": 3,
      "a target with a space, a control character, or no "/" at its beginning": 20,
      "an entry of the store that cannot be read, or under another spelling of its key": 13,
      "blanks around a cookie or a header, which HTTP trims": 3,
      "runtime 1.0, or a runtime without rawQueryString()": 24,
    }
  `);
  expect(said.length).toMatchInlineSnapshot(`951`);
});

// What one start of nginx stands for.
const groups = groupBy(said, ({ config, secret, store, now, event }) =>
  JSON.stringify({ config, secret, store, now, host: readHost(event.request.headers) }),
);

describeEachNginx((nginx) => {
  const configs = groupBy([...groups.values()], ([first]) => JSON.stringify(first!.config));

  it.each([...configs])('decides as the vectors of %s say', async (text, same) => {
    const config = resolveConfig(JSON.parse(text) as EdgeConfig);
    const problems: string[] = [];
    for (const cases of same) {
      const [first] = cases as [EdgeCase];
      // In a store the cut-off for everybody follows the ring; here it has a line in the file.
      const [ring = '', everybody] = (first.secret ?? '').split(';');
      const gate = await startGate({
        nginx,
        config,
        secret: ring,
        cutOffs: {
          ...(first.store as Record<string, string>),
          ...(everybody !== undefined && { everybody }),
        },
        now: first.now,
        serverName: readHost(first.event.request.headers),
        edit: (conf) =>
          conf
            .replace(
              'server_tokens off;',
              '$& add_header X-Decision "$spa_auth $uri" always; add_header X-User $spa_auth_user always;',
            )
            .replace(/ add_header X-User .*? always;/, config.identityHeader ? '$&' : ''),
      });
      try {
        for (const vector of cases) {
          const wire = toWire(vector) as { text: string };
          const problem = findProblem(vector, await send(gate.port, wire.text));
          if (problem !== undefined) {
            problems.push(`${vector.id} (${vector.comment}): ${problem}`);
          }
        }
      } finally {
        await gate.close();
      }
    }
    expect(problems).toEqual([]);
  });
});

function readHost(headers: EdgeCase['event']['request']['headers']): string {
  return headers?.host?.value.toLowerCase() ?? 'app.example.com';
}

/** How an answer differs from the vector. */
function findProblem(vector: EdgeCase, { status, headers, body }: WireAnswer): string | undefined {
  const get = (name: string) => headers.find(([each]) => each === name)?.[1];
  if (isBadRequest(vector.event.request.uri)) {
    return status === 400 && vector.verdict === 'refuse' ? undefined : `${status} instead of 400`;
  }
  if ('request' in vector.output) {
    const { uri, headers: sent = {} } = vector.output.request;
    const isSame = uri === vector.event.request.uri;
    const [verdict, path] = get('x-decision')?.split(' ') ?? [];
    const name = String(vector.config.identityHeader).toLowerCase();
    if (verdict !== (isSame ? 'as-sent' : 'page')) {
      return `${status} ${get('x-decision')} ${get('x-spa-auth-reason')}`;
    }
    if (!isSame && path !== uri) {
      return `serves ${path}`;
    }
    return get('x-user') === sent[name]?.value ? undefined : `user ${get('x-user')}`;
  }
  const { response } = vector.output;
  const expected = {
    status: response.statusCode,
    ...Object.fromEntries(Object.entries(response.headers).map(([key, each]) => [key, each.value])),
    cookies: Object.entries(response.cookies ?? {}).map(
      ([key, { value, attributes }]) => `${key}=${value}; ${attributes}`,
    ),
    body: vector.event.request.method === 'HEAD' ? '' : (response.body ?? ''),
  };
  const found: Record<string, unknown> = {
    status,
    ...Object.fromEntries(Object.keys(response.headers).map((key) => [key, get(key)])),
    cookies: headers.filter(([key]) => key === 'set-cookie').map(([, value]) => value),
    body,
  };
  const { bodyIncludes, bodyExcludes, headersPresent } = vector;
  const isTextRight =
    vector.event.request.method === 'HEAD' ||
    (!bodyIncludes?.some((text) => !body.includes(text)) &&
      !bodyExcludes?.some((text) => body.includes(text)));
  if (bodyIncludes) {
    expected.body = body;
  }
  if (!isTextRight || headersPresent?.some((key) => get(key) === undefined)) {
    return `another response: ${JSON.stringify(found)}`;
  }
  return JSON.stringify(found) === JSON.stringify(expected)
    ? undefined
    : `${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
}

function groupBy<T>(items: readonly T[], name: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(name(item), [...(groups.get(name(item)) ?? []), item]);
  }
  return groups;
}
