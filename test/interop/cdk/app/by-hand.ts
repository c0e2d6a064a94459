import {
  CustomResource,
  aws_cloudfront as cloudfront,
  custom_resources as cr,
  Duration,
  aws_iam as iam,
  aws_lambda as lambda,
  RemovalPolicy,
  type Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';

/**
 * What SpaAuth makes, as a platform engineer would write it: after building the function, and
 * without the program in `fill/`, which the construct brings too.
 */
export function addAuthByHand(
  stack: Stack,
  name: string,
  secretName: string,
  code: string,
): cloudfront.FunctionAssociation[] {
  const secret = new secretsmanager.Secret(stack, 'Secret', {
    secretName,
    description: 'Signs the cookie that the CloudFront Function of pocket-spa-auth checks',
    removalPolicy: RemovalPolicy.RETAIN,
    generateSecretString: {
      passwordLength: 64,
      excludeCharacters: 'ghijklmnopqrstuvwxyz',
      excludeUppercase: true,
      excludePunctuation: true,
      requireEachIncludedType: false,
    },
  });
  const store = new cloudfront.KeyValueStore(stack, 'Store', {
    keyValueStoreName: name,
    comment: 'The secret of the function of the same name',
  });
  const viewerRequest = new cloudfront.Function(stack, 'Function', {
    functionName: name,
    comment: 'Log in first: checks the cookie of pocket-spa-auth',
    runtime: cloudfront.FunctionRuntime.JS_2_0,
    code: cloudfront.FunctionCode.fromFile({ filePath: code }),
    keyValueStore: store,
    autoPublish: true,
  });
  const handler = new lambda.Function(stack, 'FillHandler', {
    description: 'Puts the secret of pocket-spa-auth into an empty CloudFront KeyValueStore',
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset('fill'),
    timeout: Duration.minutes(5),
  });
  secret.grantRead(handler);
  handler.addToRolePolicy(
    new iam.PolicyStatement({
      actions: [
        'cloudfront-keyvaluestore:DescribeKeyValueStore',
        'cloudfront-keyvaluestore:GetKey',
        'cloudfront-keyvaluestore:PutKey',
      ],
      resources: [store.keyValueStoreArn],
    }),
  );
  const provider = new cr.Provider(stack, 'FillProvider', { onEventHandler: handler });
  const fill = new CustomResource(stack, 'Fill', {
    resourceType: 'Custom::PocketSpaAuthStoreFill',
    serviceToken: provider.serviceToken,
    properties: { StoreArn: store.keyValueStoreArn, SecretArn: secret.secretArn },
  });
  viewerRequest.node.addDependency(fill);
  return [{ function: viewerRequest, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }];
}
