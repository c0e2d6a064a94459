import { describe, expect, it } from 'vitest';
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
      expect(response.body).toContain('<h1>404 Not Found</h1>');
    }
  });

  it('answers GET and HEAD only', async () => {
    const { url } = await preview();
    expect(await send(url, '/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect((await send(url, '/', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it.each([
    ['bytes=0-4', 206, 'start'],
    ['bytes=6-', 206, 'page'],
    ['bytes=5-2', 200, 'start page'],
    ['bytes=-4', 200, 'start page'],
    ['bytes=0-1,3-4', 200, 'start page'],
  ])('answers the range %s with %i', async (range, status, body) => {
    const { url } = await preview();
    expect(await send(url, '/', { headers: { range } })).toMatchObject({ status, body });
  });
});
