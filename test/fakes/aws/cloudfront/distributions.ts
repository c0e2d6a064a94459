import type * as Sdk from '@aws-sdk/client-cloudfront';
import type { Given, Operations } from '../server/service.js';
import { ACCOUNT_ID, type Account, date, type FakeDistribution, newEtag } from '../state.js';
import { createHistory } from '../time/history.js';
import { Refusal } from '../wire/refusal.js';
import { behaviorsOf, checkAssociations } from './associations.js';
import { checkMatch, checkQuantities } from './checks.js';
import { pageOf } from './page.js';

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
        throw new Refusal('IllegalUpdate', 'The caller reference cannot be changed.');
      }
      checkConfig(account, config);
      found.configs.set(config, clock.now());
      found.etag = newEtag(account);
      found.modified = clock.now();
      found.deployed = clock.now() + propagation.distribution;
      clock.mark(propagation.distribution);
      return { Distribution: describe(account, found), ETag: found.etag };
    },

    ListDistributions(input: Given<Sdk.ListDistributionsRequest>): Sdk.ListDistributionsResult {
      const { items, next, size } = pageOf(account.distributions.values(), ({ id }) => id, input);
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

/** A distribution as if it had been there for long. */
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
    throw new Refusal('NoSuchDistribution', 'The distribution does not exist.');
  }
  return found;
}

function describe({ clock }: Account, found: FakeDistribution): Sdk.Distribution {
  return {
    Id: found.id,
    ARN: found.arn,
    Status: clock.now() < found.deployed ? 'InProgress' : 'Deployed',
    LastModifiedTime: date(found.modified),
    InProgressInvalidationBatches: 0,
    DomainName: `${found.id.toLowerCase()}.cloudfront.net`,
    DistributionConfig: found.config,
  };
}

function checkConfig(account: Account, config: Sdk.DistributionConfig): void {
  checkQuantities(config);
  const origins = [...(config.Origins?.Items ?? []), ...(config.OriginGroups?.Items ?? [])];
  const behaviors = behaviorsOf(config);
  for (const behavior of behaviors) {
    if (!origins.some(({ Id }) => Id === behavior.TargetOriginId)) {
      throw new Refusal('NoSuchOrigin', 'A behavior names an origin that is not there.');
    }
    checkAssociations(account, behavior);
  }
  const patterns = behaviors.map(({ PathPattern }) => PathPattern);
  if (new Set(patterns).size < patterns.length) {
    throw new Refusal('InvalidArgument', 'Two behaviors have the same path pattern.');
  }
}
