import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../build/probe/answer.js';
import { resolveNames } from '../../../../build/probe/names.js';
import { readNames } from '../../../../build/probe/read-names.js';

const SITE = new URL('https://app.example/app/');

function read(path: string, type: string, body: string) {
  const answer: Answer = {
    status: 200,
    headers: { 'content-type': type },
    earlyLinks: [],
    body: Buffer.from(body),
    isCut: false,
  };
  const { files, links, sockets } = readNames(answer, path);
  const resolve = (names: typeof files) => resolveNames(names, new URL(path, SITE), SITE);
  return { files: resolve(files), links: resolve(links), sockets: resolve(sockets) };
}

describe('what a page names', () => {
  it.each<[string, string, string[]]>([
    ['a script', '<script src=/a.js></script>', ['/a.js']],
    ['escaped and spaced', '<img SRC=" /a.png?x=1&amp;y=2 ">', ['/a.png?x=1&y=2']],
    ['relative to the page', '<link href="a.css">', ['/app/x/a.css']],
    ['relative to a base', '<base href="/b/"><link href="a.css">', ['/b/a.css']],
    ['behind a base of another host', '<base href="//cdn.example/"><link href="a.css">', []],
    ['a preload', '<link rel=preload imagesrcset="/a.png 1x, /b.png 2x">', ['/a.png', '/b.png']],
    ['a refresh', '<meta http-equiv=Refresh content="3; URL=/late.html">', ['/late.html']],
    ['an image for previews', '<meta property=og:image content=/og.png>', ['/og.png']],
    ['an inline script', '<script>import("/a.js")</script>', ['/a.js']],
    ['an import map', '<script type=importmap>{"imports":{"a":"/m/a.js"}}</script>', ['/m/a.js']],
    ['an inline style', '<style>p{background:url("/a.svg")}</style>', ['/a.svg']],
    ['a style of an element', '<p style="background:url(\'/b.svg\')">', ['/b.svg']],
    ['a part of a drawing', '<svg><use xlink:href="/icons.svg#ship"></svg>', ['/icons.svg']],
    ['another host', '<script src="https://cdn.example/a.js"></script>', []],
    ['another port', '<script src="https://app.example:8443/a.js"></script>', []],
    ['another scheme', '<script src="http://app.example/a.js"></script>', []],
    ['no address', '<img src="data:image/png;base64,AAAA"><a href="mailto:a@b.example">', []],
    ['what is commented out', '<!-- <script src=/a.js></script> -->', []],
    ['not closed', '<script src=/a.js', []],
  ])('%s', (_, html, files) => {
    expect(read('/app/x/page', 'Text/HTML; charset=utf-8', html).files).toEqual(files);
  });

  it('keeps links apart, without forms that are posted', () => {
    const html =
      '<a href=/help>h</a><form action=/find></form><form method=POST action=/pay></form>';
    expect(read('/', 'text/html', html)).toEqual({
      files: [],
      links: ['/help', '/find'],
      sockets: [],
    });
  });
});

describe('what a script names', () => {
  it.each<[string, string, string[]]>([
    ['an import()', 'import("./a.js")', ['/s/a.js']],
    ['an import() without an extension', "import('./chunk-a')", ['/s/chunk-a']],
    ['behind a comment', 'import(/* webpackChunkName: "b" */ "./a.js")', ['/s/a.js']],
    ['a static import', 'import{x}from"../a.mjs";import"/b.js"', ['/a.mjs', '/b.js']],
    ['a worker', 'new Worker(new URL("./w.js",import.meta.url))', ['/s/w.js']],
    ['a service worker', 'navigator.serviceWorker.register(`/sw`)', ['/sw']],
    ['scripts of a worker', 'importScripts("/a.js", "/b.js")', ['/a.js', '/b.js']],
    [
      'a list of chunks',
      'const d=["assets/a.js","assets/b.css"]',
      ['/s/assets/a.js', '/app/assets/a.js', '/s/assets/b.css', '/app/assets/b.css'],
    ],
    ['escaped slashes', '{"a":"\\/x\\/a.json"}', ['/x/a.json']],
    ['after a literal with a space', '"a b";import("./c.js")', ['/s/c.js']],
    ['a source map', '//# sourceMappingURL=a.js.map\n', ['/s/a.js.map']],
    ['no file', '"use strict";x("a.b");y("Hello, world.")', []],
  ])('%s', (_, script, files) => {
    expect(read('/s/main.js', 'text/javascript', script).files).toEqual(files);
  });

  it('finds WebSockets', () => {
    const template = '`wss://$' + '{location.host}/b`';
    const script =
      'new WebSocket("/live");new WebSocket("wss://app.example/a");' +
      `new WebSocket(${template});new WebSocket("wss://b.example/")`;
    expect(read('/s/a.js', 'application/javascript', script).sockets).toEqual([
      '/live',
      '/a',
      '/b',
    ]);
  });
});

describe('what JSON names', () => {
  it.each<[string, string, string, string[]]>([
    [
      'a manifest',
      '/app.webmanifest',
      '{"start_url":".","icons":[{"src":"i.png"}],"name":"A"}',
      ['/', '/app/', '/i.png', '/app/i.png'],
    ],
    [
      'a source map',
      '/s/a.js.map',
      '{"sources":["../src/a.ts","b.ts"],"sourcesContent":["/x.js"],"mappings":"/y.js"}',
      ['/src/a.ts', '/s/b.ts', '/app/b.ts'],
    ],
    [
      'a source map with a root',
      '/s/a.js.map',
      '{"sourceRoot":"/code","sources":["a.ts"]}',
      ['/code/a.ts'],
    ],
    ['sources that are on no host', '/s/a.js.map', '{"sources":["webpack://shop/./src/a.ts"]}', []],
    [
      'a manifest of a bundler',
      '/m.json',
      '{"main":{"file":"/a.js","css":["/a.css"]}}',
      ['/a.js', '/a.css'],
    ],
    ['no JSON', '/m.json', '<html>', []],
  ])('%s', (_, path, json, files) => {
    expect(read(path, 'application/json', json).files).toEqual(files);
  });
});
