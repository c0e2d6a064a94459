import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import { ACCOUNT_ID, type Account, type FakeDistribution, newEtag, toDate } from '../state.js';
import { createHistory } from '../time/history.js';
import { ServiceError } from '../wire/service-error.js';
import { checkAssociations, listBehaviors } from './associations.js';
import { checkMatch, checkQuantities } from './checks.js';
import { paginate } from './page.js';

export function distributionOperations(account: Account): Operations {
  return {
    GetDistribution(input: Given<Sdk.GetDistributionRequest>): Sdk.GetDistributionResult {
      const found = findDistribution(account, input.Id);
      return { Distribution: describe(account, found), ETag: found.etag };
    },

    GetDistributionConfig(
      input: Given<Sdk.GetDistributionConfigRequest>,
    ): Sdk.GetDistributionConfigResult {
      const found = findDistribution(account, input.Id);
      return { DistributionConfig: found.config, ETag: found.etag };
    },

    UpdateDistribution(input: Given<Sdk.UpdateDistributionRequest>): Sdk.UpdateDistributionResult {
      const found = findDistribution(account, input.Id);
      checkMatch(input.IfMatch, found.etag);
      const { clock, propagation } = account;
      const config = input.DistributionConfig;
      if (config.CallerReference !== found.config.CallerReference) {
        throw new ServiceError('IllegalUpdate', 'The caller reference cannot be changed.');
      }
      checkConfig(account, config);
      found.configs.set(config, clock.now());
      found.etag = newEtag(account);
      found.modified = clock.now();
      found.deployed = clock.now() + propagation.distribution;
      clock.scheduleStop(propagation.distribution);
      return { Distribution: describe(account, found), ETag: found.etag };
    },

    ListDistributions(input: Given<Sdk.ListDistributionsRequest>): Sdk.ListDistributionsResult {
      const { items, next, size } = paginate(account.distributions.values(), ({ id }) => id, input);
      return {
        DistributionList: {
          Marker: input.Marker ?? '',
          MaxItems: size,
          IsTruncated: next !== undefined,
          Quantity: items.length,
          NextMarker: next,
          Items: items.map((found) => ({
            ...(found.config as Given<Sdk.DistributionConfig>),
            ...(describe(account, found) as Given<Sdk.Distribution>),
            ETag: found.etag,
          })) as Sdk.DistributionSummary[],
        },
      };
    },
  };
}

/** Adds a distribution that is deployed already. */
export function addDistribution(account: Account, config: Sdk.DistributionConfig): string {
  checkConfig(account, config);
  const id = `EDIST${account.serial().toString().padStart(8, '0')}`;
  const configs = createHistory<Sdk.DistributionConfig>();
  configs.set(config, Number.NEGATIVE_INFINITY);
  account.distributions.set(id, {
    id,
    arn: `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${id}`,
    get config() {
      return configs.current!;
    },
    configs,
    etag: newEtag(account),
    modified: account.clock.now(),
    deployed: account.clock.now(),
  });
  return id;
}

function findDistribution({ distributions }: Account, id: string): FakeDistribution {
  const found = distributions.get(id);
  if (!found) {
    throw new ServiceError('NoSuchDistribution', 'The distribution does not exist.');
  }
  return found;
}

function describe({ clock }: Account, found: FakeDistribution): Sdk.Distribution {
  return {
    Id: found.id,
    ARN: found.arn,
    Status: clock.now() < found.deployed ? 'InProgress' : 'Deployed',
    LastModifiedTime: toDate(found.modified),
    InProgressInvalidationBatches: 0,
    DomainName: `${found.id.toLowerCase()}.cloudfront.net`,
    DistributionConfig: found.config,
  };
}

function checkConfig(account: Account, config: Sdk.DistributionConfig): void {
  checkQuantities(config);
  const origins = [...(config.Origins?.Items ?? []), ...(config.OriginGroups?.Items ?? [])];
  const behaviors = listBehaviors(config);
  for (const behavior of behaviors) {
    if (!origins.some(({ Id }) => Id === behavior.TargetOriginId)) {
      throw new ServiceError('NoSuchOrigin', 'The origin of a behavior does not exist.');
    }
    checkAssociations(account, behavior);
  }
  const patterns = behaviors.map(({ PathPattern }) => PathPattern);
  if (new Set(patterns).size < patterns.length) {
    throw new ServiceError('InvalidArgument', 'Two behaviors have the same path pattern.');
  }
}
