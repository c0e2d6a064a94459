import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { preview, send } from './preview.js';

describe('the file server', () => {
  it.each([
    ['/', 200, 'start page'],
    ['/index.html', 200, 'start page'],
    ['/rewrite', 200, 'start page'],
    ['/.hidden', 200, 'dot file'],
    ['/a%20b@2%25.txt', 200, 'odd name'],
    ['/folder/index.html', 200, 'folder page'],
    ['/folder', 404, ''],
    ['/folder/', 404, ''],
    ['/index', 404, ''],
    ['/index.html/', 404, ''],
    ['//index.html', 404, ''],
    ['/folder/../index.html', 404, ''],
    ['/folder/%2e%2e/index.html', 404, ''],
    ['/..%2f..%2fetc%2fpasswd', 404, ''],
    ['/%00', 404, ''],
    ['/%zz', 404, ''],
  ])('answers %s with %i', async (path, status, text) => {
    const { url } = await preview();
    const response = await send(url, path);
    expect(response.status).toBe(status);
    if (text) {
      expect(response.body).toBe(text);
    } else {
      expect(response.body).toContain('404 No such file');
    }
  });

  it('answers GET and HEAD only', async () => {
    const { url } = await preview();
    expect(await send(url, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect((await send(url, '/', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it.each([
    ['bytes=0-4', 206, 'start', 'bytes 0-4/10'],
    ['bytes=6-', 206, 'page', 'bytes 6-9/10'],
    ['bytes=6-400', 206, 'page', 'bytes 6-9/10'],
    ['bytes=-4', 206, 'page', 'bytes 6-9/10'],
    ['bytes=-40', 206, 'start page', 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, 'start page', undefined],
    ['bytes=-', 200, 'start page', undefined],
    ['bytes=0-1,3-4', 200, 'start page', undefined],
    ['lines=0-1', 200, 'start page', undefined],
  ])('answers the range %s with %i', async (range, status, body, contentRange) => {
    const { url } = await preview();
    const answer = await send(url, '/', { headers: { range } });
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers['content-range']).toBe(contentRange);
    expect(answer.headers['content-length']).toBe(String(body.length));
  });

  it('sends what S3 sends: an entity tag, the last change, a type without charset, no Cache-Control', async () => {
    const { url } = await preview();
    const { headers } = await send(url, '/');
    expect(headers).toMatchObject({
      etag: expect.stringMatching(/^"[\da-f]{32}"$/),
      'last-modified': expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/),
      'content-type': 'text/html',
      'content-length': '10',
      'accept-ranges': 'bytes',
    });
    expect(headers).not.toHaveProperty('cache-control');
    expect((await send(url, '/.hidden')).headers['content-type']).toBe('binary/octet-stream');
    expect((await send(url, '/folder/index')).headers['content-type']).toBe('binary/octet-stream');
  });

  it('answers HEAD with the headers of GET', async () => {
    const { url } = await preview();
    const { date: _, ...get } = (await send(url, '/')).headers;
    const { date: __, ...head } = (await send(url, '/', { method: 'HEAD' })).headers;
    expect(head).toEqual(get);
    const range = { headers: { range: 'bytes=0-4' } };
    const part = await send(url, '/', { method: 'HEAD', ...range });
    expect([part.status, part.headers['content-length']]).toEqual([206, '5']);
  });

  const LONG_AGO = 'Sat, 01 Jan 2000 00:00:00 GMT';
  const LATER = 'Tue, 01 Jan 2999 00:00:00 GMT';

  it.each<[string, (etag: string) => Record<string, string>, number]>([
    ['its tag', (etag) => ({ 'if-none-match': etag }), 304],
    ['its weak tag in a list', (etag) => ({ 'if-none-match': `"a", W/${etag}` }), 304],
    ['any tag', () => ({ 'if-none-match': '*' }), 304],
    ['another tag', () => ({ 'if-none-match': '"a"' }), 200],
    [
      'another tag and a later date',
      () => ({ 'if-none-match': '"a"', 'if-modified-since': LATER }),
      200,
    ],
    ['a later date', () => ({ 'if-modified-since': LATER }), 304],
    ['an earlier date', () => ({ 'if-modified-since': LONG_AGO }), 200],
    ['an unreadable date', () => ({ 'if-modified-since': 'soon' }), 200],
    ['If-Match with its tag', (etag) => ({ 'if-match': etag }), 200],
    ['If-Match with its weak tag', (etag) => ({ 'if-match': `W/${etag}` }), 412],
    ['If-Match with another tag', () => ({ 'if-match': '"a"' }), 412],
    ['If-Unmodified-Since an earlier date', () => ({ 'if-unmodified-since': LONG_AGO }), 412],
    ['If-Range with its tag', (etag) => ({ range: 'bytes=0-1', 'if-range': etag }), 206],
    ['If-Range with another tag', () => ({ range: 'bytes=0-1', 'if-range': '"a"' }), 200],
    ['If-Range with another date', () => ({ range: 'bytes=0-1', 'if-range': LONG_AGO }), 200],
  ])('evaluates a condition: %s', async (_name, headers, status) => {
    const { url } = await preview();
    const { etag = '' } = (await send(url, '/')).headers;
    const answer = await send(url, '/', { headers: headers(etag) });
    expect(answer.status).toBe(status);
    expect(answer.headers.etag).toBe(etag);
    if (status === 304) {
      expect(answer.body).toBe('');
      expect(answer.headers).not.toHaveProperty('content-type');
    }
  });

  it('changes the tag of a file with the file', async () => {
    const root = await mkdtemp(join(tmpdir(), 'preview-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const file = join(root, 'a.js');
    const { url } = await preview({ root });
    const tags = new Set<string | undefined>();
    for (const [text, seconds] of [
      ['a', 1],
      ['b', 2],
      ['bc', 2],
    ] as const) {
      await writeFile(file, text);
      await utimes(file, seconds, seconds);
      tags.add((await send(url, '/a.js')).headers.etag);
    }
    expect(tags.size).toBe(3);
  });

  it('adds the headers whose pattern matches the path of the file', async () => {
    const { url } = await preview({
      headers: {
        '/*': { 'X-Frame-Options': 'DENY', 'cache-control': 'max-age=60' },
        '*.html': { 'Cache-Control': 'no-cache' },
        '/folder/inde?': { 'Content-Type': 'text/plain; charset=utf-8' },
      },
    });
    const read = async (path: string, headers = {}) => (await send(url, path, { headers })).headers;
    const start = await read('/rewrite');
    expect(start).toMatchObject({ 'cache-control': 'no-cache', 'x-frame-options': 'DENY' });
    expect(await read('/', { 'if-none-match': '*' })).toMatchObject({
      'cache-control': 'no-cache',
    });
    expect(await read('/folder/index')).toMatchObject({
      'cache-control': 'max-age=60',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(await read('/missing.html')).toMatchObject({ 'cache-control': 'no-store' });
    expect(await read('/missing.html')).not.toHaveProperty('x-frame-options');
  });
});
