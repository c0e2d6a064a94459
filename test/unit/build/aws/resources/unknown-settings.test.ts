import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { findUnknownSettings } from '../../../../../build/aws/resources/unknown-settings.js';
import { addSite, listWrites, runDeploy } from '../deploy/deployment.js';
import { startWorld, stubEnvironment } from '../world.js';

const XML = `<?xml version="1.0"?>
<DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
  <CallerReference>one</CallerReference>
  <Aliases><Quantity>1</Quantity><Items><CNAME>app.example</CNAME></Items></Aliases>
  <Comment/><Logging><Prefix></Prefix></Logging>
  <Novelty><Mode>required</Mode></Novelty>
</DistributionConfig>`;

const PARSED = {
  CallerReference: 'one',
  Aliases: { Quantity: 1, Items: ['app.example'] },
  Comment: '',
};

describe('findUnknownSettings', () => {
  it('names what the SDK did not parse, except list entries and empty elements', () => {
    expect(findUnknownSettings(XML, PARSED)).toEqual(['Mode', 'Novelty']);
  });

  it('distinguishes two settings of one name by their path', () => {
    const item =
      '<Origin><Id>a</Id><Old><Timeout>9</Timeout></Old><Own><Timeout>5</Timeout></Own></Origin>';
    const xml = `<Config><Items>${item}</Items></Config>`;
    const read = { Items: [{ Id: 'a', Own: { Timeout: 5 }, Old: {} }] };
    expect(findUnknownSettings(xml, read)).toEqual(['Timeout']);
    expect(
      findUnknownSettings(xml, { Items: [{ ...read.Items[0], Old: { Timeout: 9 } }] }),
    ).toEqual([]);
  });

  it('names nothing if everything was parsed', () => {
    expect(findUnknownSettings(XML, { ...PARSED, Novelty: { Mode: 'required' } })).toEqual([]);
    expect(findUnknownSettings('', PARSED)).toEqual([]);
  });
});

describe('a distribution with a setting that this SDK does not know', () => {
  it('is not changed, because the setting would be lost', async () => {
    const world = await startWorld();
    const { config } = addSite(world);
    const service = await startNewerService(world.fake.url);
    try {
      stubEnvironment(service.url);
      await expect(runDeploy(world, config)).rejects.toThrow(
        /does not know the settings Mode, Novelty of .*npm install --save-dev @aws-sdk\/client-cloudfront@latest/,
      );
      expect(listWrites(world)).toEqual([]);
    } finally {
      service.close();
    }
  });
});

/** The same service, but its distributions have one more setting. */
async function startNewerService(url: string) {
  const { port } = new URL(url);
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const { method, headers, url: path } = incoming;
    request({ host: '127.0.0.1', port, method, path, headers }, async (answer) => {
      const text = (await buffer(answer)).toString();
      const { 'content-length': _, ...rest } = answer.headers;
      outgoing
        .writeHead(answer.statusCode!, rest)
        .end(text.replace('</DistributionConfig>', '<Novelty><Mode>on</Mode></Novelty>$&'));
    }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}
