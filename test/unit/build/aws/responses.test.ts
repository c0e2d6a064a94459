import { createServer } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import { commandLine } from './command-line.js';
import { answer, CALLS, expectAdvice, failure, HTML, listen, PAGE } from './failing-calls.js';
import { startWorld } from './world.js';

describe('an answer that AWS did not give', () => {
  it.each([
    ['a page', 200, HTML, PAGE],
    ['a page in capitals', 200, { 'Content-Type': 'Text/HTML' }, PAGE.toUpperCase()],
    ['a page without a type', 200, {}, ` \r\n${PAGE}`],
    ['a page after a byte order mark', 200, {}, `\u{feff}${PAGE}`],
    ['a page of XML', 200, { 'content-type': 'text/xml' }, `<?xml version="1.0"?>\n${PAGE}`],
    ['a page that is no XML', 200, HTML, '<html><br><p>a</html>'],
    ['a page with 403', 403, HTML, PAGE],
    ['a page with 404', 404, HTML, PAGE],
    ['a redirect', 302, { location: 'http://portal.example/' }, ''],
    ['a redirect with a page', 307, { location: '/', ...HTML }, PAGE],
    ['the login of a network', 511, HTML, PAGE],
    ['nothing', 200, {}, ''],
    ['nothing with 403', 403, {}, ''],
    ['nothing with 404', 404, {}, ''],
  ])('is named with its address and status: %s', async (_title, status, headers, body) => {
    const port = await answer(status, headers, body);
    for (const operation of Object.keys(CALLS)) {
      const { message, exitCode } = await failure(operation);
      const what = new RegExp(
        `^${operation}: http://(?:111122223333\\.)?localhost:${port}/\\S* answered with the status ${status}, and the answer `,
      );
      expectAdvice(message, what, 'AWS_ENDPOINT_URL');
      expect(exitCode).toBe(1);
    }
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }, 'hello'],
    ['XML for JSON', { 'content-type': 'application/xml' }, '<?xml version="1.0"?><Error/>'],
    ['half an object', { 'content-type': 'application/json' }, '{"Value":'],
  ])('is named for a service that writes JSON: %s', async (_title, headers, body) => {
    for (const status of [200, 404]) {
      await answer(status, headers, body);
      for (const operation of Object.keys(CALLS).slice(2)) {
        expectAdvice(
          (await failure(operation)).message,
          / answered with the status /,
          'AWS_ENDPOINT_URL',
        );
      }
    }
  });

  it.each([
    ['text', 'hello'],
    ['JSON', '{"ok":true}'],
    ['half an element', '<FunctionSummary><Name>'],
  ])('is named for a service that writes XML: %s', async (_title, body) => {
    for (const status of [200, 404]) {
      await answer(status, { 'content-type': 'text/xml' }, body);
      const { message } = await failure('CloudFront DescribeFunction');
      expectAdvice(message, / answered with the status /, 'AWS_ENDPOINT_URL');
    }
  });

  it('is not JSON that an emulator sends as HTML, as moto does', async () => {
    await answer(200, { 'content-type': 'text/html; charset=utf-8' }, '{"ARN":"a","Name":"b"}');
    const { secretsManager } = await createAwsClients();
    expect(await secretsManager.describeSecret({ SecretId: 'b' })).toMatchObject({ Name: 'b' });
  });

  it('is not the code of a function, whatever its type', async () => {
    await answer(200, { 'content-type': 'text/html' }, 'function handler(event) {}');
    const { cloudfront } = await createAwsClients();
    const { FunctionCode } = await cloudfront.getFunction({ Name: 'shop' });
    expect(Buffer.from(FunctionCode!).toString()).toBe('function handler(event) {}');
  });

  it('of moto for the data plane of the KeyValueStore explains how moto picks a service', async () => {
    // What moto 5 answers: it takes the account in front of the host for a bucket.
    const body =
      '<?xml version="1.0" encoding="utf-8"?>\n<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>';
    await answer(404, { 'content-type': 'application/xml' }, body);
    const { message } = await failure('CloudFrontKeyValueStore GetKey');
    expectAdvice(message, /\/\/111122223333\.localhost:\d+\/.* is no JSON$/, 'a bucket of S3');
  });

  it('of a proxy that wants a login says that the SDK uses no proxy', async () => {
    await answer(407, { 'proxy-authenticate': 'Basic', ...HTML }, PAGE);
    for (const operation of Object.keys(CALLS)) {
      const { message } = await failure(operation);
      expectAdvice(message, /status 407, and the answer asks for a login$/, 'HTTPS_PROXY');
    }
  });

  it.each([502, 503, 504])('of a gateway with %d is asked for again', async (status) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
    let calls = 0;
    const server = createServer((request, response) => {
      calls += 1;
      request.resume().on('end', () => response.writeHead(status, HTML).end(PAGE));
    });
    vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${await listen(server)}`);
    const { message } = await failure('CloudFront DescribeFunction');
    expectAdvice(
      message,
      new RegExp(`answered with the status ${status}`),
      'run the command again',
    );
    expect(calls).toBe(2);
  });

  it.each(['deploy', 'status', 'doctor', 'rotate', 'revoke ada', 'destroy --dry-run'])(
    'ends %s with two lines',
    async (command) => {
      const world = await startWorld();
      const shell = commandLine(world, { revocation: true });
      const port = await answer(200, HTML, PAGE);
      const { status, out, err } = await shell.run(...command.split(' '));
      expect([status, out]).toEqual([1, '']);
      const [progress, ...lines] = err.split('\n');
      expect(progress).toMatch(/^read the /);
      expectAdvice(lines.join('\n'), new RegExp(`http://localhost:${port}/`), 'AWS_ENDPOINT_URL');
    },
  );
});

describe('doctor', () => {
  it('reports a cause that keeps calls away once, with what to do', async () => {
    const world = await startWorld();
    const shell = commandLine(world);
    await shell.run('deploy');
    vi.stubEnv(
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
      `http://localhost:${await listen(createServer((_, r) => r.writeHead(200, HTML).end(PAGE)))}`,
    );
    const { status, out } = await shell.run('doctor');
    expect(status).toBe(4);
    expect(out.match(/cannot-look/g)).toHaveLength(1);
    expect(out).toContain('fix  AWS_ENDPOINT_URL');
  });
});
