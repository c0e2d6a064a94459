import { join } from 'node:path';
import type {
  aws_cloudfront,
  aws_iam,
  aws_lambda,
  aws_secretsmanager,
  custom_resources,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { packageRoot } from '../host/packages.js';
import type { FillProperties } from './handler/event.js';
import { loadPeers } from './peers.js';

const { cdk, constructs } = loadPeers();
const { aws_iam: iam, aws_lambda: lambda, custom_resources: cr } = cdk;
const { CustomResource, Duration, Stack } = cdk;

const HANDLER = join(packageRoot, 'dist/build/cdk/lambda');

/** The id of the filler in its stack. */
const FILLER = 'PocketSpaAuthStoreFiller';

interface FillProps {
  readonly store: aws_cloudfront.IKeyValueStore;
  readonly secret: aws_secretsmanager.ISecret;
  readonly secretKey: string | null;
  readonly secretPath: readonly string[];
}

/**
 * Adds the custom resource that puts the key ring of `secret` into `store`, and lets the handler do
 * that. All stores of a stack have one handler.
 */
export function addStoreFill(
  scope: Construct,
  { store, secret, secretKey, secretPath }: FillProps,
): Construct {
  const { provider, handler } = findOrMakeFiller(Stack.of(scope));
  grantRead(secret, handler);
  handler.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['DescribeKeyValueStore', 'GetKey', 'PutKey'].map(
        (action) => `cloudfront-keyvaluestore:${action}`,
      ),
      resources: [store.keyValueStoreArn],
    }),
  );
  const properties: FillProperties = {
    StoreArn: store.keyValueStoreArn,
    SecretArn: secret.secretArn,
    ...(secretKey !== null && { SecretKey: secretKey }),
    ...(secretPath.length > 0 && { SecretPath: secretPath }),
  };
  return new CustomResource(scope, 'Fill', {
    resourceType: 'Custom::PocketSpaAuthStoreFill',
    serviceToken: provider.serviceToken,
    properties,
  });
}

/** Lets somebody read the secret, also one under a key that another stack manages. */
export function grantRead(
  secret: aws_secretsmanager.ISecret,
  grantee: aws_iam.IGrantable,
): aws_iam.Grant {
  // For an imported key the grant on the secret changes nothing: its policy is not in this stack.
  secret.encryptionKey?.grantDecrypt(grantee);
  return secret.grantRead(grantee);
}

class Filler extends constructs.Construct {
  readonly handler: aws_lambda.Function;
  readonly provider: custom_resources.Provider;

  constructor(scope: Construct) {
    super(scope, FILLER);
    this.handler = new lambda.Function(this, 'Handler', {
      description: 'Puts the secret of pocket-spa-auth into an empty CloudFront KeyValueStore',
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(HANDLER),
      // The handler tries for 90 seconds, and each of its calls takes 10 seconds at most.
      timeout: Duration.minutes(5),
    });
    this.provider = new cr.Provider(this, 'Provider', { onEventHandler: this.handler });
  }
}

function findOrMakeFiller(stack: Construct): Filler {
  return (stack.node.tryFindChild(FILLER) as Filler | undefined) ?? new Filler(stack);
}
