import {
  App,
  aws_cloudfront as cloudfront,
  aws_ecs as ecs,
  aws_cloudfront_origins as origins,
  Stack,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import { SpaAuth } from 'pocket-spa-auth/cdk';
import { addAuthByHand } from './by-hand';

const app = new App();

/** A site with a bucket and a backend, behind a login. */
function addSite(stage: 'dev' | 'prd'): void {
  const stack = new Stack(app, `Site-${stage}`);
  const auth = new SpaAuth(stack, 'Auth', { stage });
  const { functionAssociations } = auth;

  const backend = new ecs.FargateTaskDefinition(stack, 'Backend');
  auth.grantSign(backend.taskRole);

  const viewerProtocolPolicy = cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS;
  const site = origins.S3BucketOrigin.withOriginAccessControl(new s3.Bucket(stack, 'Bucket'));
  const api = new origins.HttpOrigin('api.example');
  new cloudfront.Distribution(stack, 'Distribution', {
    defaultBehavior: { origin: site, viewerProtocolPolicy, functionAssociations },
    additionalBehaviors: {
      '/login': {
        origin: api,
        viewerProtocolPolicy,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      },
    },
  });
}

addSite('dev');
addSite('prd');

// The same as one construct, and two in one stack.
addAuthByHand(new Stack(app, 'ByHand'), 'shop-dev', 'shop/dev', '.spa-auth/viewer-request.js');
const pair = new Stack(app, 'Pair');
new SpaAuth(pair, 'Shop', { stage: 'dev', built: '.spa-auth' });
new SpaAuth(pair, 'Admin', { config: { deploy: { name: 'admin' } } });

app.synth();
