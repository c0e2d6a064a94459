import { expect, it } from 'vitest';
import { compileEdge } from '../../../../build/compile/bundle.js';
import { resolveConfig } from '../../../../build/config/resolve.js';

// The build puts the pattern in after esbuild, where the texts of the configuration are too.
it.each([{}, { identityHeader: 'x-user' }])(
  'a configured text may be the name of the pattern of the identity header, with %j',
  async (config) => {
    const heading = 'IDENTITY_SPELLINGS';
    const code = await compileEdge(resolveConfig({ ...config, loopPage: { heading } }));
    expect(code).toContain(`<title>${heading}</title>`);
    expect(code.split(heading)).toHaveLength(3);
  },
);
