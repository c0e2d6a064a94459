import { expect, it } from 'vitest';
import { compileEdge } from '../../build/compile/bundle.js';
import { resolveConfig } from '../../build/config/resolve.js';
import { viewerRequest } from '../fakes/event.js';
import { describeEachEngine } from './each.js';

describeEachEngine((engine) => {
  it.each(['logCustomData', 'noSuchMethod'])('refuses the same with cf.%s', async (method) => {
    const built = await compileEdge(resolveConfig({ logReason: true }));
    const code = built.replace('.logCustomData(', `.${method}(`);
    expect(code).toContain(`.${method}(`);
    const call = { code, runtime: 'cloudfront-js-2.0', now: 1, event: viewerRequest() } as const;
    const outcomes = [];
    for await (const outcome of engine.run([call])) {
      outcomes.push(outcome);
    }
    expect(outcomes).toMatchObject([
      { output: { statusCode: 302, headers: { 'x-spa-auth-reason': { value: 'missing' } } } },
    ]);
  });
});
