import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePage } from '../../checks/docs/markdown.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/logs.md'), 'utf8');

const blocks = (language: string) =>
  parsePage(PAGE)
    .fences.filter((fence) => fence.language === language)
    .map(({ text }) => text);

/** Fields of standard logs (v2), from the CloudFront Developer Guide. */
const FIELDS = [
  'date',
  'sc-status',
  'cs-uri-stem',
  'x-edge-result-type',
  'viewer-request-log-data',
];

const LOG = `
2026-10-31 302 /old        FunctionGeneratedResponse expired
2026-11-02 302 /           FunctionGeneratedResponse missing
2026-11-02 302 /reports/7  FunctionGeneratedResponse expired
2026-11-03 302 /reports/7  FunctionGeneratedResponse expired
2026-11-03 401 /data.json  FunctionGeneratedResponse expired
2026-11-03 503 /           FunctionGeneratedResponse not_configured
2026-11-03 503 /           FunctionExecutionError    -
2026-11-03 200 /app.js     Hit                       -
2026-11-03 200 /app.js     Miss                      -`;

// SQLite of Python's standard library stands for Athena: the queries use only what both have. The
// columns are named as CloudFront names them in Parquet, and are texts there too.
const PROGRAM = `
import json, sqlite3, sys
asked = json.load(sys.stdin)
base = sqlite3.connect(":memory:")
names = ['"%s"' % name.replace("-", "_") for name in asked["fields"]]
base.execute("CREATE TABLE cloudfront_logs (%s)" % ", ".join("%s text" % name for name in names))
marks = ", ".join("?" for name in names)
base.executemany("INSERT INTO cloudfront_logs VALUES (%s)" % marks, asked["rows"])
json.dump([base.execute(query).fetchall() for query in asked["queries"]], sys.stdout)
`;

describe('the queries of docs/logs.md', () => {
  it('find the refusals in a log', () => {
    const rows = LOG.trim()
      .split('\n')
      .map((line) => line.split(/ +/));
    const input = JSON.stringify({ fields: FIELDS, rows, queries: blocks('sql') });
    const answers = execFileSync('python3', ['-c', PROGRAM], { input, encoding: 'utf8' });
    expect(JSON.parse(answers)).toEqual([
      [
        ['expired', '302', 2],
        ['expired', '401', 1],
        ['missing', '302', 1],
        ['not_configured', '503', 1],
      ],
      [
        ['/reports/7', 2],
        ['/data.json', 1],
      ],
      [
        ['FunctionGeneratedResponse', '302', 3],
        ['FunctionGeneratedResponse', '401', 1],
        ['FunctionExecutionError', '503', 1],
        ['FunctionGeneratedResponse', '503', 1],
      ],
    ]);
  });

  it('name fields that a delivery can have, and every reason', () => {
    const [query, ...others] = blocks('logs-insights');
    expect(others).toEqual([]);
    const fields = [...query!.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(FIELDS).toEqual(expect.arrayContaining(fields));
    expect(fields.length).toBeGreaterThan(0);
    const [, list] = /\bin (\[.*\])/.exec(query!) ?? [];
    expect(JSON.parse(list!)).toEqual([
      ...['missing', 'malformed', 'expired', 'bad_signature', 'revoked', 'not_configured'],
    ]);
  });
});
