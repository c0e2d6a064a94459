import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';
import { type Sent, startRecorder } from './recorder.js';

// These are facts about browsers, not about this project. SPEC 5.4 and 5.5 rely on them: a browser
// that changes one of them shows here first.

const PAGE = `<!doctype html>
<title>Every kind of request</title>
<link rel="prefetch" href="/prefetch">
<script type="speculationrules">
  { "prefetch": [{ "urls": ["/speculation"] }], "prerender": [{ "urls": ["/prerender"] }] }
</script>
<link rel="stylesheet" href="/style.css">
<script src="/script.js"></script>
<img src="/image.png" alt="">
<iframe src="/iframe"></iframe>
<object data="/object" type="text/html"></object>
<embed src="/embed" type="text/html">
<script>
  fetch('/fetch');
  fetch('/fetch-json', { headers: { accept: 'application/json' } });
  const request = new XMLHttpRequest();
  request.open('GET', '/xhr');
  request.send();
  new Worker('/worker.js');
  new WebSocket(location.origin.replace('http', 'ws') + '/websocket');
</script>
<a id="download" href="/download" download="report.pdf">Download</a>
<a id="link" href="/link">Link</a>
<form method="post" action="/form"><button>Send</button></form>`;

const HTML = ['text/html', '*/*'];
const ANY = ['*/*'];

const say = (mode: string, dest: string, accept: readonly string[], purpose = ''): Sent => ({
  mode,
  dest,
  purpose,
  accept,
});

/** What every browser sends. */
const COMMON: Record<string, Sent> = {
  '/': say('navigate', 'document', HTML),
  '/link': say('navigate', 'document', HTML),
  '/form': say('navigate', 'document', HTML),
  '/iframe': say('navigate', 'iframe', HTML),
  '/style.css': say('no-cors', 'style', ANY),
  '/script.js': say('no-cors', 'script', ANY),
  '/image.png': say('no-cors', 'image', ANY),
  '/worker.js': say('same-origin', 'worker', ANY),
  '/fetch': say('cors', 'empty', ANY),
  '/fetch-json': say('cors', 'empty', ['application/json']),
  '/xhr': say('cors', 'empty', ANY),
};

/** What each of them sends in its own way. A path that is not named is not asked for. */
const OWN: Record<Browser['name'], Record<string, Sent>> = {
  chromium: {
    '/object': say('navigate', 'object', HTML),
    '/embed': say('navigate', 'embed', HTML),
    '/prefetch': say('no-cors', 'empty', HTML, 'prefetch'),
    '/speculation': say('navigate', 'document', HTML, 'prefetch'),
    '/prerender': say('navigate', 'document', HTML, 'prefetch;prerender'),
    '/download': say('navigate', 'empty', []),
    '/websocket': say('', '', []),
  },
  firefox: {
    '/object': say('navigate', 'object', ANY),
    '/embed': say('navigate', 'embed', ANY),
    '/prefetch': say('no-cors', 'empty', HTML, 'prefetch'),
    // As a link that is followed: it cannot be told from one.
    '/download': say('navigate', 'document', HTML),
    '/websocket': say('websocket', 'empty', ANY),
  },
  webkit: {
    '/object': say('navigate', 'iframe', HTML),
    '/embed': say('navigate', 'iframe', HTML),
    // As a page of a browser that sends none of these headers.
    '/download': say('', '', HTML),
    '/websocket': say('websocket', 'websocket', []),
  },
};

describe.each(BROWSERS)('$name', ({ name, launch }) => {
  let browser: Browser;
  let page: Page;
  let recorder: Awaited<ReturnType<typeof startRecorder>>;

  beforeAll(async () => {
    recorder = await startRecorder(PAGE);
    browser = await launch();
    page = await browser.open();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    recorder?.close();
  });

  it('says of each request what the contract relies on', async () => {
    const { url, sent } = recorder;
    const expected = { ...COMMON, ...OWN[name] };
    const onceSent = (path: string) =>
      expect.poll(() => sent.has(path), { timeout: STEP_LIMIT, message: path }).toBe(true);

    await page.goto(`${url}/`);
    const clicked = ['/download', '/link', '/form'];
    for (const path of Object.keys(expected).filter((each) => !clicked.includes(each))) {
      await onceSent(path);
    }
    await page.click('#download');
    await onceSent('/download');
    await page.click('#link');
    await expect.poll(() => page.url(), { timeout: STEP_LIMIT }).toBe(`${url}/link`);
    await page.goto(`${url}/`);
    await page.click('form button');
    await onceSent('/form');

    sent.delete('/favicon.ico');
    expect(Object.fromEntries(sent)).toEqual(expected);
  }, 240_000);
});
