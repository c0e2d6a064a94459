import type { aws_cloudfront, aws_iam, aws_secretsmanager, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct as ConstructType } from 'constructs';
import { COMMENTS } from '../config/deployment.js';
import { CliError } from '../host/errors.js';
import { type Blueprint, type BlueprintOptions, makeBlueprint } from './blueprint.js';
import { loadPeers } from './peers.js';
import { addStoreFill, grantRead } from './store-filler.js';

const { cdk, constructs } = loadPeers();
const { Construct } = constructs;
const { aws_cloudfront: cloudfront, aws_secretsmanager: secretsmanager, Stack, Token } = cdk;

/** What a {@link SpaAuth} is made of. */
export interface SpaAuthProps extends BlueprintOptions {
  /**
   * The secret that signs the tokens, if there is one already. `deploy.secretId` in the
   * configuration has to name it, so that `rotate`, `status` and `doctor` find it.
   *
   * @default - a new secret of 32 random bytes, with the name `deploy.secretId`
   */
  readonly secret?: aws_secretsmanager.ISecret;
  /**
   * What becomes of the secret that the construct made, when it is removed from the stack. Without
   * its secret a backend cannot log anybody in.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The secret, its copy in a CloudFront KeyValueStore, and the function that checks the cookie.
 *
 * The function is created after the store holds the secret, so one deployment can create all of it
 * and attach it. Later deployments never change what the store holds: `rotate` and `revoke` do.
 *
 * @throws ConfigError, GateError or CliError at the construction, with what the build found.
 *
 * @example
 * ```ts
 * import { App, Stack, aws_cloudfront as cloudfront } from 'aws-cdk-lib';
 * import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
 * import { SpaAuth } from 'pocket-spa-auth/cdk';
 *
 * const stack = new Stack(new App(), 'Site');
 * const { functionAssociations } = new SpaAuth(stack, 'Auth', { config: { loginPath: '/login' } });
 * const origin = new HttpOrigin('origin.example');
 * new cloudfront.Distribution(stack, 'Distribution', {
 *   defaultBehavior: { origin, functionAssociations },
 * });
 *
 * functionAssociations[0]?.eventType; // => "viewer-request"
 * ```
 */
export class SpaAuth extends Construct {
  /** For every behavior of the distribution that serves the site. */
  readonly functionAssociations: aws_cloudfront.FunctionAssociation[];
  /** The function, which is published. */
  readonly function: aws_cloudfront.Function;
  /** The KeyValueStore that the function reads. */
  readonly store: aws_cloudfront.KeyValueStore;
  /** The secret that signs the tokens. */
  readonly secret: aws_secretsmanager.ISecret;
  /** The name of the function and of its store: `deploy.name`, with the stage. */
  readonly deploymentName: string;

  constructor(scope: ConstructType, id: string, props: SpaAuthProps = {}) {
    super(scope, id);
    const { secret, removalPolicy, ...options } = props;
    const blueprint = makeBlueprint(options);
    const { name, code, runtime, secretKey, secretPath } = blueprint;
    this.deploymentName = name;
    assertOwnName(this);
    this.secret = secret ?? makeSecret(this, blueprint, removalPolicy);
    warnOfOtherSecret(this, blueprint);
    this.store = new cloudfront.KeyValueStore(this, 'Store', {
      keyValueStoreName: name,
      comment: COMMENTS.store,
    });
    this.function = new cloudfront.Function(this, 'Function', {
      functionName: name,
      comment: COMMENTS.function,
      runtime: cloudfront.FunctionRuntime.custom(runtime),
      code: cloudfront.FunctionCode.fromInline(code),
      keyValueStore: this.store,
      autoPublish: true,
    });
    const fill = addStoreFill(this, {
      store: this.store,
      secret: this.secret,
      secretKey,
      secretPath,
    });
    // A distribution waits for its function, so no viewer meets a function without a secret.
    this.function.node.addDependency(fill);
    for (const [key, value] of Object.entries(blueprint.tags)) {
      cdk.Tags.of(this).add(key, value);
    }
    const eventType = cloudfront.FunctionEventType.VIEWER_REQUEST;
    this.functionAssociations = [{ function: this.function, eventType }];
  }

  /**
   * Lets a backend read the secret, to sign tokens with it. Whoever can read it can log in as
   * anybody.
   */
  grantSign(grantee: aws_iam.IGrantable): aws_iam.Grant {
    return grantRead(this.secret, grantee);
  }
}

/** Two functions of one name cannot be created; CloudFormation would tell in the deployment. */
function assertOwnName(auth: SpaAuth): void {
  const others = Stack.of(auth)
    .node.findAll()
    .filter((each) => each instanceof SpaAuth);
  const other = others.find((each) => each !== auth && each.deploymentName === auth.deploymentName);
  if (other) {
    throw new CliError(
      'ERR_CONFIG',
      `${other.node.path} and ${auth.node.path} have the same name, ${JSON.stringify(auth.deploymentName)}; allowed: another deploy.name or another stage for each`,
    );
  }
}

/** The commands find the secret by the configuration alone. */
function warnOfOtherSecret(auth: SpaAuth, { secretId }: Blueprint): void {
  const { secretName, secretArn } = auth.secret;
  if (!Token.isUnresolved(secretName) && secretId !== secretName && secretId !== secretArn) {
    cdk.Annotations.of(auth).addWarningV2(
      'pocket-spa-auth:secretId',
      `${auth.node.path} uses the secret ${JSON.stringify(secretName)}, and deploy.secretId is ${JSON.stringify(secretId)}: rotate, status and doctor would look at another secret`,
    );
  }
}

function makeSecret(
  scope: ConstructType,
  { secretId, secretKey, secretPath, region, kmsKeyId }: Blueprint,
  removalPolicy: RemovalPolicy = cdk.RemovalPolicy.RETAIN,
): aws_secretsmanager.ISecret {
  const stackRegion = Stack.of(scope).region;
  const refuse = (problem: string): never => {
    throw new CliError('ERR_CONFIG', `${problem}; or pass the prop \`secret\``);
  };
  if (secretId.startsWith('arn:')) {
    refuse('deploy.secretId is an ARN; allowed for a new secret: a name');
  }
  if (secretPath.length > 0) {
    refuse('deploy.secretPath is set; allowed for a new secret: secretKey alone');
  }
  if (kmsKeyId !== null) {
    refuse('deploy.kmsKeyId is set; allowed for a new secret: no key of your own');
  }
  if (region !== null && !Token.isUnresolved(stackRegion) && region !== stackRegion) {
    refuse(
      `deploy.region is ${JSON.stringify(region)}, and this stack makes the secret in ${JSON.stringify(stackRegion)}; allowed: the same region`,
    );
  }
  return new secretsmanager.Secret(scope, 'Secret', {
    secretName: secretId,
    description: 'Signs the cookie that the CloudFront Function of pocket-spa-auth checks',
    removalPolicy,
    // CloudFormation makes another secret if any of this changes, and everybody is logged out.
    generateSecretString: {
      ...HEX_OF_32_BYTES,
      ...(secretKey !== null && { secretStringTemplate: '{}', generateStringKey: secretKey }),
    },
  }) as aws_secretsmanager.ISecret;
}

const HEX_OF_32_BYTES = {
  passwordLength: 64,
  excludeCharacters: 'ghijklmnopqrstuvwxyz',
  excludeUppercase: true,
  excludePunctuation: true,
  requireEachIncludedType: false,
};
