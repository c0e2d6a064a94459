import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CliError } from '../../../../build/host/errors.js';
import type { PreviewOptions } from '../../../../build/preview/server.js';
import { CODE, preview } from './preview.js';

describe('startPreview', () => {
  const failure = async (options: Partial<PreviewOptions>) => {
    const error = await preview(options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CliError);
    const { code, exitCode, message } = error as CliError;
    expect(message).not.toContain('\n');
    return { code, exitCode, message };
  };

  it('refuses a port that is in use', async () => {
    const { port } = new URL((await preview()).url);
    expect(await failure({ port: Number(port) })).toEqual({
      code: 'ERR_PREVIEW_PORT',
      exitCode: 2,
      message: `port ${port} is in use; choose another with --port`,
    });
  });

  it.each<[string, Partial<PreviewOptions>, string, number]>([
    ['a port over 65,535', { port: 65_536 }, 'ERR_PREVIEW_PORT', 2],
    ['a missing root', { root: '/nothing/there' }, 'ERR_PREVIEW_ROOT', 2],
    ['a root that is a file', { root: import.meta.filename }, 'ERR_PREVIEW_ROOT', 2],
    [
      'a backend address that is not a URL',
      { backend: 'localhost:8000' },
      'ERR_PREVIEW_BACKEND',
      2,
    ],
    [
      'a backend address with a password',
      { backend: 'http://a:b@localhost' },
      'ERR_PREVIEW_BACKEND',
      2,
    ],
    ['a secret that is too short', { secret: 'ab'.repeat(15) }, 'ERR_SECRET', 2],
    ['a secret with an odd digit', { secret: `${'ab'.repeat(32)}a` }, 'ERR_SECRET', 2],
    ['a ring of five secrets', { secret: Array(5).fill('ab'.repeat(16)).join() }, 'ERR_SECRET', 2],
    ['a function that is too large', { code: CODE.padEnd(10_241) }, 'ERR_PREVIEW_CODE', 3],
  ])('refuses %s', async (_name, options, code, exitCode) => {
    expect(await failure(options)).toMatchObject({ code, exitCode });
  });

  it.each([
    ['localhost:8000', '"localhost:8000"'],
    ['ftp://localhost', '"ftp://localhost"'],
    ['http://ada:sesame@localhost', '"…@localhost"'],
    ['http://:sesame@localhost/a', '"…@localhost/a"'],
    ['http://localhost/?key=sesame', '"http://localhost/?…"'],
    ['http://localhost/#sesame', '"http://localhost/?…"'],
    ['ada:sesame@b@localhost', '"…@localhost"'],
  ])(
    'quotes the address of a backend, %s, without what may be a password',
    async (backend, quoted) => {
      const { message } = await failure({ backend });
      expect(message).toContain(`address ${quoted} is not`);
      expect(message).not.toContain('sesame');
    },
  );

  it('does not show an unusable secret', async () => {
    expect((await failure({ secret: 'sesame' })).message).not.toContain('sesame');
  });

  it('closes connections that are kept alive when it is closed', async () => {
    const started = await preview();
    const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    await started.close();
    await ended;
  });
});
