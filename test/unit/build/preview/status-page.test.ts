import { describe, expect, it } from 'vitest';
import { closedPort } from '../../../fakes/backend.js';
import { preview, send } from './preview.js';

const DOCUMENT = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

describe('an answer of the preview itself', () => {
  it('is a page for a document: with path and root, escaped, without a script', async () => {
    const { url } = await preview();
    const { status, headers, body } = await send(url, "/<b>&'%3Cx%3E", { headers: DOCUMENT });
    expect(status).toBe(404);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(body).toContain('<title>No such file</title>');
    expect(body).toContain('<dd>/&#60;b&#62;&#38;&#39;%3Cx%3E</dd>');
    expect(body).toMatch(/<dt>Root<\/dt><dd>\/.*preview-\w+<\/dd>/);
    expect(body).not.toContain('<script');
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['a document', '/x.txt', DOCUMENT, 'text/html; charset=utf-8'],
    ['a browser that does not say', '/x.txt', { accept: 'text/html' }, 'text/html; charset=utf-8'],
    ['curl', '/x.txt', { accept: '*/*' }, 'text/plain; charset=utf-8'],
    ['a client without Accept', '/x.txt', {}, 'text/plain; charset=utf-8'],
    [
      'a script',
      '/x.txt',
      { accept: 'text/html', 'sec-fetch-mode': 'cors' },
      'text/plain; charset=utf-8',
    ],
    ['a script that wants JSON', '/x.txt', { accept: 'application/json' }, 'application/json'],
    [
      'a fetch of the API',
      '/api/x',
      { accept: '*/*', 'sec-fetch-mode': 'cors' },
      'application/json',
    ],
    ['a visit to the API', '/api/x', DOCUMENT, 'text/html; charset=utf-8'],
  ])('suits %s', async (_name, path, headers, type) => {
    const { url } = await preview();
    const answer = await send(url, path, { headers });
    expect([answer.status, answer.headers['content-type']]).toEqual([404, type]);
    expect(answer.body).toContain(path);
  });

  it('names what the function made of the path', async () => {
    const { url } = await preview({ root: import.meta.dirname });
    const { body } = await send(url, '/rewrite', { headers: { accept: 'application/json' } });
    expect(JSON.parse(body)).toEqual({
      error: 'No such file',
      status: 404,
      message: expect.any(String),
      path: '/rewrite',
      file: '/index.html',
      root: import.meta.dirname,
    });
  });

  it('names the address of a backend that is down', async () => {
    const address = `http://127.0.0.1:${await closedPort()}`;
    const { url } = await preview({ backend: `${address}/` });
    const { status, body } = await send(url, '/api/a', { headers: DOCUMENT });
    expect(status).toBe(502);
    expect(body).toContain(`<dt>Backend</dt><dd>${address}</dd>`);
  });

  it.each([
    ['/throw', 'GET', 503, 'threw Error'],
    ['/forbidden', 'GET', 502, 'x-edge-key'],
    ['/index.html', 'POST', 405, '<dt>Method</dt><dd>POST</dd>'],
  ])('is a page for %s too, after %s', async (path, method, status, text) => {
    const { url } = await preview();
    const answer = await send(url, path, { method, headers: DOCUMENT });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
  });

  it('has no body after HEAD', async () => {
    const { url } = await preview();
    const answer = await send(url, '/x.txt', { method: 'HEAD', headers: DOCUMENT });
    expect(answer).toMatchObject({ status: 404, body: '' });
  });
});
