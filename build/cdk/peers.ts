import { createRequire } from 'node:module';
import { MissingPeerError } from '../host/errors.js';

const require = createRequire(import.meta.url);

/**
 * Loads the CDK's library and its base. A class cannot wait for an `import()`, and with a top-level
 * `await` no CommonJS project could require this module, so they are required.
 *
 * @throws MissingPeerError with the install command of everything that is missing.
 */
export function loadPeers() {
  const missing = ['aws-cdk-lib', 'constructs'].filter((name) => !isInstalled(name));
  if (missing.length > 0) {
    throw new MissingPeerError(...missing);
  }
  return {
    constructs: require('constructs') as typeof import('constructs'),
    cdk: require('aws-cdk-lib') as typeof import('aws-cdk-lib'),
  };
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
