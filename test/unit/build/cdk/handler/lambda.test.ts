import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../../build/host/packages.js';
import { startStack } from './stack.js';

const run = promisify(execFile);

// What the package ships runs in another process, in a folder that nothing is installed around, as
// in Lambda.
it('the shipped handler fills a store where no package is installed', async () => {
  const stack = await startStack();
  const { fake, output } = stack.world;
  const folder = await mkdtemp(join(tmpdir(), 'spa-auth-lambda-'));
  try {
    await cp(join(packageRoot, 'dist/build/cdk/lambda'), folder, { recursive: true });
    expect(await readdir(folder)).toEqual(['index.mjs']);
    // With a client of the AWS SDK it would be more than 300 kB.
    expect((await stat(join(folder, 'index.mjs'))).size).toBeLessThan(100_000);
    const event = { RequestType: 'Create', ResourceProperties: stack.properties };
    const program = [
      `import ${JSON.stringify(pathToFileURL(join(packageRoot, 'test/fakes/aws/loopback.js')))};`,
      "import { handler } from './index.mjs';",
      `console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`,
    ].join('\n');
    await writeFile(join(folder, 'lambda.mjs'), program);
    const env = {
      AWS_ENDPOINT_URL: fake.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'an example, not a secret',
      AWS_SESSION_TOKEN: 'a session',
    };
    const { stdout, stderr } = await run(process.execPath, ['lambda.mjs'], { cwd: folder, env });
    output.push(stdout, stderr);
    const answer = JSON.stringify({ PhysicalResourceId: stack.properties.StoreArn });
    expect(stdout).toBe(`Create: token_secret filled\n${answer}\n`);
    expect(stderr).toBe('');
    const secret = fake.secrets.read('site/dev');
    expect(stack.entries()).toEqual({ token_secret: secret });
  } finally {
    await rm(folder, { recursive: true });
  }
});
