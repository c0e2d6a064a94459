import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { diagnose } from '../../../../../build/aws/doctor/doctor.js';
import { assertLiveAccepts } from '../../../../../build/aws/live/verdicts.js';
import { startWorld } from '../world.js';
import { addSite, buildOnce, listWrites, loggedInRequest, NAME, runDeploy } from './deployment.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spa-auth-hooks-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function writeHook(name: string, body: string): Promise<string> {
  const path = join(folder, `${name}.ts`);
  await writeFile(path, `export default function (request: any): any {\n${body}\n}\n`);
  return path;
}

const ONE_HOST =
  'const host = request.headers.host.value;\nif (host !== "a.example") return { statusCode: 301, headers: { location: { value: "https://a.example" + request.uri } } };';

it('deploys and diagnoses a function with hooks, one of which knows one host only', async () => {
  const world = await startWorld();
  const before = await writeHook('one-host', ONE_HOST);
  const after = await writeHook(
    'index',
    'if (request.uri.endsWith("/")) request.uri += "index.html";',
  );
  const { distribution, config } = addSite(world, { before, after });
  await runDeploy(world, config);
  const answer = (request: object) => world.fake.edge.request(distribution, request);
  expect(await answer({ uri: '/' })).toMatchObject({ statusCode: 301 });
  const headers = { host: { value: 'a.example' } };
  expect(await answer({ uri: '/', headers })).toMatchObject({
    headers: { 'x-spa-auth-reason': { value: 'missing' } },
  });
  const loggedIn = { ...loggedInRequest(world), uri: '/docs/', headers };
  expect(await answer(loggedIn)).toMatchObject({ uri: '/docs/index.html' });
  // A second run has nothing to do.
  const { done } = await runDeploy(world, config);
  expect(done).toEqual([]);
  const session = await world.session(config);
  const diagnosis = await diagnose(session, (secret) => buildOnce(config, secret), {
    folders: [],
    exposed: undefined,
  });
  expect(diagnosis.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(diagnosis.findings.map(({ code }) => code)).not.toContain('function-differs');
});

it('names a function whose hooks are no longer those of the configuration', async () => {
  const world = await startWorld();
  const after = await writeHook('edited', 'request.uri = "/one";');
  const { config } = addSite(world, { after });
  await runDeploy(world, config);
  await writeHook('edited', 'request.uri = "/two";');
  const { buildEdgeFunction } = await import('../../../../../build/compile/build.js');
  const session = await world.session(config);
  const { findings } = await diagnose(session, () => buildEdgeFunction({ config }), {
    folders: [],
    exposed: undefined,
  });
  expect(findings.map(({ code }) => code)).toContain('function-differs');
});

it.each([
  ['before lets strangers in', (code: string) => code.replace('"missing"', '""')],
  ['a refusal of another reason', (code: string) => code.replace('"malformed"', '"expired"')],
])('publishes nothing if CloudFront answers otherwise: %s', async (_what, edit) => {
  const world = await startWorld();
  const before = await writeHook('nothing', '');
  const run = runDeploy(world, { before }, { edit });
  await expect(run).rejects.toMatchObject({ exitCode: 3 });
  expect(listWrites(world)).not.toContain('PublishFunction');
});

it('a function whose after answers counts as one that accepts', async () => {
  const world = await startWorld();
  const after = await writeHook('answers', 'return { statusCode: 404 };');
  const { config } = addSite(world, { after });
  await runDeploy(world, config);
  const session = await world.session(config);
  const secret = world.fake.secrets.read(NAME)!;
  await expect(assertLiveAccepts(session, [secret])).resolves.toBeUndefined();
  await expect(assertLiveAccepts(session, ['ab'.repeat(32)])).rejects.toThrow('does not accept');
});
