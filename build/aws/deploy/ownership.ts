import { version } from '../../package.js';
import { lossOf } from '../resources/distributions.js';
import { isOurs, versionOf } from '../resources/functions.js';
import { attached } from './attached.js';
import type { DeployState } from './state.js';
import type { Wanted } from './wanted.js';

/** Where this deployment would change what belongs to another: a sentence each, with what to do. */
export function trespasses(state: DeployState, wanted: Wanted): readonly string[] {
  return [
    ...strangersFunction(state, wanted),
    ...defaultsOverAnother(state, wanted),
    ...otherSites(state, wanted),
    ...distributionInTheWay(state, wanted),
  ];
}

function strangersFunction({ development }: DeployState, { deployment }: Wanted) {
  return development === undefined || isOurs(development)
    ? []
    : [
        `the function ${deployment.name} exists and is not made by pocket-spa-auth; choose another name with deploy.name in the configuration, or delete that function`,
      ];
}

/** Most likely the wrong folder. */
function defaultsOverAnother({ built, live }: DeployState, { deployment, isConfigured }: Wanted) {
  // Another version of the package builds other code from the same configuration.
  const isOther = live && built && live.code !== built.code && versionOf(live) === version;
  return isConfigured || !isOther
    ? []
    : [
        `there is no configuration here, and the function ${deployment.name} that is LIVE has another one than the defaults; run it in the project's folder, or name the file with --config`,
      ];
}

/** Two projects of one account that share a name would answer each other's visitors. */
function otherSites({ uses }: DeployState, { deployment, configured, shared }: Wanted) {
  const others = uses.filter((id) => id !== deployment.distribution && id !== configured);
  return shared || others.length === 0
    ? []
    : [
        `the function ${deployment.name} also runs on ${others.join(', ')}, which this configuration does not name; ` +
          'if that is another project, choose another deploy.name; if it is meant so, name it as deploy.distribution or give --shared',
      ];
}

function distributionInTheWay({ distribution, live }: DeployState, { deployment }: Wanted) {
  const { distribution: id, behaviors } = deployment;
  if (id === undefined) return [];
  if (!distribution) {
    return [
      `there is no distribution ${id} in this account; see: aws cloudfront list-distributions`,
    ];
  }
  const { added, problems } = attached(distribution.config, behaviors, live?.arn);
  const loss = added.length > 0 ? lossOf(distribution) : undefined;
  return loss === undefined ? problems : [...problems, loss];
}
