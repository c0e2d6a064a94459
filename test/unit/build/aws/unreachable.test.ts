import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { signatureV4aContainer } from '@smithy/signature-v4';
import { describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../../build/aws/clients.js';
import { toAwsError } from '../../../../build/aws/errors.js';
import { createCertificate } from '../../../../build/preview/certificate.js';
import { answer, CALLS, expectAdvice, failure, HTML, listen, PAGE } from './failing-calls.js';

describe('a call that does not reach AWS', () => {
  const OPERATION = 'SecretsManager GetSecretValue';

  it('because TLS is intercepted', async () => {
    const server = createTlsServer(createCertificate(Math.floor(Date.now() / 1000)));
    const port = await listen(server);
    vi.stubEnv('AWS_ENDPOINT_URL', `https://localhost:${port}`);
    const { message, exitCode } = await failure(OPERATION);
    const what = new RegExp(`DEPTH_ZERO_SELF_SIGNED_CERT: .*localhost:${port}`);
    expectAdvice(message, what, 'NODE_EXTRA_CA_CERTS');
    expect(exitCode).toBe(1);
  });

  // These need an authority, or a certificate that was valid once. The words are those of Node.js.
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', 'NODE_EXTRA'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local issuer certificate', 'NODE_EXTRA'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', 'NODE_EXTRA'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", 'NODE_'],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'NTP'],
    ['CERT_NOT_YET_VALID', 'certificate is not yet valid', 'NTP'],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN cloudfront.amazonaws.com', 'DNS'],
    ['ENETUNREACH', 'connect ENETUNREACH 10.0.0.1:443', 'nothing answers there'],
  ])('because of %s', (code, words, advice) => {
    const error = toAwsError('X Y', Object.assign(new Error(words), { code }), 'https://a.test/p');
    expectAdvice(error.message, new RegExp(`^X Y: ${code}: ${words}`), advice);
    expect(error.exitCode).toBe(1);
  });

  it('because the name is not known', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://aws.invalid');
    const { message } = await failure(OPERATION);
    expectAdvice(message, /(?:ENOTFOUND|EAI_AGAIN).* aws\.invalid/, '--region');
  });

  it('because nothing listens', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((done) => server.close(done));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${port}`);
    const { message } = await failure(OPERATION);
    expectAdvice(message, new RegExp(`ECONNREFUSED.*:${port}`), 'nothing answers there');
  });

  it('because the other side speaks no TLS', async () => {
    const port = await answer(200, HTML, PAGE);
    vi.stubEnv('AWS_ENDPOINT_URL', `https://localhost:${port}`);
    expectAdvice((await failure(OPERATION)).message, /: (?:EPROTO|ERR_SSL_)/, 'no TLS');
  });

  it('because the other side speaks no HTTP', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.write('garbage\r\n\r\n', () => socket.destroy());
    });
    vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${await listen(server)}`);
    expectAdvice((await failure(OPERATION)).message, /: HPE_/, 'no HTTP');
  });

  it('because the answer breaks off', async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{', () => {
        request.socket.destroy();
      });
    });
    vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${await listen(server)}`);
    expectAdvice((await failure(OPERATION)).message, /ECONNRESET/, 'run the command again');
  });

  it('because the region is no region', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    const { secretsManager } = await createAwsClients({ region: 'eu west 1' });
    const error = await secretsManager.getSecretValue({ SecretId: 'a' }).catch((found) => found);
    expect(error).toMatchObject({ code: 'ERR_REGION', exitCode: 2 });
    expect(error.message).toMatch(/eu west 1.*Give a region such as eu-west-1/);
  });

  it('because @smithy/signature-v4 is there twice', async () => {
    const { SignatureV4a } = signatureV4aContainer;
    await answer(200, {}, '{}');
    const clients = await createAwsClients();
    signatureV4aContainer.SignatureV4a = null;
    try {
      const call = CALLS['CloudFrontKeyValueStore GetKey']!(clients);
      const { message } = (await call.catch((found: Error) => found)) as Error;
      expectAdvice(message, /Neither CRT nor JS SigV4a/, 'run: npm dedupe');
    } finally {
      signatureV4aContainer.SignatureV4a = SignatureV4a;
    }
  });

  it.each([
    ['an IPv4 address', 'http://127.0.0.1:5000', 'CloudFrontKeyValueStore GetKey'],
    ['an IPv6 address', 'http://[::1]:5000', 'CloudFrontKeyValueStore GetKey'],
    ['no URL', 'nonsense', 'CloudFrontKeyValueStore GetKey'],
    ['no URL', 'nonsense', 'CloudFront DescribeFunction'],
  ])('because AWS_ENDPOINT_URL is %s (%s): %s', async (_title, url, operation) => {
    const printed = vi.spyOn(console, 'error');
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    expectAdvice((await failure(operation)).message, /Invalid URL/, 'http://localhost:5000');
    expect(printed).not.toHaveBeenCalled();
  });
});
