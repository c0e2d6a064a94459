import { CloudFront, type DistributionConfig } from '@aws-sdk/client-cloudfront';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { sampleDistribution } from '../../../fakes/aws/cloudfront/sample-distribution.js';
import { startClients } from '../../../unit/fakes/aws/clients.js';
import type { Moto } from '../moto.js';

/** One of two empty accounts, with the clients of the SDK. */
export interface Side {
  readonly cloudfront: CloudFront;
  readonly secrets: SecretsManager;
  /** Creates the sample distribution with some changes, and returns its id. */
  addDistribution(changes?: Partial<DistributionConfig>): Promise<string>;
}

export async function createFakeSide(): Promise<Side> {
  const { aws, cloudfront, secrets } = await startClients();
  return {
    cloudfront,
    secrets,
    addDistribution: async (changes) => aws.cloudfront.addDistribution(changes),
  };
}

export function createMotoSide({ url }: Moto): Side {
  const config = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
    maxAttempts: 1,
  };
  const cloudfront = new CloudFront(config);
  let number = 0;
  return {
    cloudfront,
    secrets: new SecretsManager(config),
    async addDistribution(changes = {}) {
      const DistributionConfig = sampleDistribution(++number, changes);
      const made = await cloudfront.createDistribution({ DistributionConfig });
      return made.Distribution!.Id!;
    },
  };
}
