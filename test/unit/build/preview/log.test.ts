import { expect, test } from 'vitest';
import { formatRequest, type RequestRecord } from '../../../../build/preview/log.js';

const record: RequestRecord = {
  method: 'GET',
  path: '/reports/7',
  status: 302,
  verdict: 'redirect',
  reason: 'missing',
  microseconds: 214,
};

test('one line: method, path, status, verdict and reason, microseconds', () => {
  const words = formatRequest(record).split(/\s+/);
  expect(words).toEqual(['GET', '/reports/7', '302', 'redirect', '(missing)', '214', 'µs']);
});

test('what there is nothing to say about is left out', () => {
  const line = formatRequest({ ...record, verdict: 'ungated', reason: '', microseconds: null });
  expect(line.split(/\s+/)).toEqual(['GET', '/reports/7', '302', 'ungated']);
});

test('control and turning characters cannot reach the terminal', () => {
  const line = formatRequest({ ...record, path: '/\u001b[2J\u202e\u0085' });
  expect(line).toContain('/\\u001b[2J\\u202e\\u0085');
});

test('a long path keeps its ends', () => {
  const line = formatRequest({ ...record, path: `/first/${'x'.repeat(500)}/last.json` });
  expect(line.split(/\s+/)[1]).toBe(`/first/${'x'.repeat(28)}…xx/last.json`);
});
