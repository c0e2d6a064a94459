import { COMMENTS } from '../config/deployment.js';
import { headerComment, type SynthInput, type SynthOutput } from './template.js';

/**
 * Writes a function that creates the resources in a stack and returns the association for the
 * behaviors.
 */
export function cdk(input: SynthInput): SynthOutput {
  const { name } = input.manifest;
  const comment = headerComment(input, [
    'In a stack, once, for each behavior of the distribution that serves the site:',
    '  const functionAssociations = [spaAuth(this)];',
    "  new cloudfront.Distribution(this, 'Site', { defaultBehavior: { origin, functionAssociations } });",
  ]).map((line) => `// ${line}`.trimEnd());
  const text = `${comment.join('\n')}

import { aws_cloudfront as cloudfront } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export function spaAuth(scope: Construct): cloudfront.FunctionAssociation {
  const keyValueStore = new cloudfront.KeyValueStore(scope, 'SpaAuthStore', {
    keyValueStoreName: ${literal(name)},
    comment: ${literal(COMMENTS.store)},
  });
  const viewerRequest = new cloudfront.Function(scope, 'SpaAuthFunction', {
    functionName: ${literal(name)},
    comment: ${literal(COMMENTS.function)},
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromInline(CODE),
    keyValueStore,
    autoPublish: true,
  });
  return {
    function: viewerRequest,
    eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
  };
}

const CODE = ${literal(input.code)};
`;
  return { files: [{ name: 'spa-auth.ts', text }], singleText: text };
}

function literal(text: string): string {
  return JSON.stringify(text);
}
