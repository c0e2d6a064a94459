import { describe, expect, it } from 'vitest';
import { formatRequest, type RequestRecord } from '../../../../build/preview/log.js';

const record: RequestRecord = {
  method: 'GET',
  path: '/reports/7',
  status: 302,
  verdict: 'redirect',
  reason: 'missing',
  microseconds: 214,
};

describe('formatRequest', () => {
  it('writes method, path, status, verdict and reason, and microseconds in one line', () => {
    const words = formatRequest(record).split(/\s+/);
    expect(words).toEqual(['GET', '/reports/7', '302', 'redirect', '(missing)', '214', 'µs']);
  });

  it('leaves out an empty reason and an unknown time', () => {
    const line = formatRequest({ ...record, verdict: 'ungated', reason: '', microseconds: null });
    expect(line.split(/\s+/)).toEqual(['GET', '/reports/7', '302', 'ungated']);
  });

  it('escapes control characters and characters that change the text direction', () => {
    const line = formatRequest({ ...record, path: '/\u001b[2J\u202e\u0085' });
    expect(line).toContain('/\\u001b[2J\\u202e\\u0085');
  });

  it('shortens a long path in the middle', () => {
    const line = formatRequest({ ...record, path: `/first/${'x'.repeat(500)}/last.json` });
    expect(line.split(/\s+/)[1]).toBe(`/first/${'x'.repeat(28)}…xx/last.json`);
  });
});
