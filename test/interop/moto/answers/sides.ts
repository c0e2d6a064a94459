import { CloudFront, type DistributionConfig } from '@aws-sdk/client-cloudfront';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { sampleDistribution } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { start } from '../../../unit/fakes/aws/clients.js';
import type { Moto } from '../moto.js';

/** One of two empty accounts, by the SDK's own clients. */
export interface Side {
  readonly cloudfront: CloudFront;
  readonly secrets: SecretsManager;
  /** Makes a distribution like the sample, with other members; gives its id. */
  site(changes?: Partial<DistributionConfig>): Promise<string>;
}

export async function fakeSide(): Promise<Side> {
  const { aws, cloudfront, secrets } = await start();
  return { cloudfront, secrets, site: async (changes) => aws.cloudfront.addDistribution(changes) };
}

export function motoSide({ url }: Moto): Side {
  const config = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'of no account' },
    maxAttempts: 1,
  };
  const cloudfront = new CloudFront(config);
  let number = 0;
  return {
    cloudfront,
    secrets: new SecretsManager(config),
    async site(changes = {}) {
      const DistributionConfig = sampleDistribution(++number, changes);
      const made = await cloudfront.createDistribution({ DistributionConfig });
      return made.Distribution!.Id!;
    },
  };
}
