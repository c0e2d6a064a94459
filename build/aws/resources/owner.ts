import type { ManagingTool } from '../../config/edge-config.js';
import type { Tags } from './tags.js';

/** The tool that a distribution's tags name as its owner. */
export interface Owner {
  /** As a report names it: "the CloudFormation stack shop". */
  readonly what: string;
  /** The values of `deploy.managedBy` that fit. */
  readonly tools: readonly ManagingTool[];
  /** Whether the tool itself sets the tag; false if people set it by convention. */
  readonly isCertain: boolean;
}

// Only CloudFormation can set a tag that begins with "aws:". The stacks of the CDK and of SST 2
// have it too.
const STACK = 'aws:cloudformation:stack-name';

// SST sets it on everything that it makes.
const SST_APP = 'sst:app';

// Keys and values by which people say what manages a resource. Terraform sets no tag of its own.
const HINT_KEY =
  /^(?:(?:managed|provisioned|deployed|created)[-_: ]?(?:by|with)|provisioner|iac|infrastructure[-_ ]?as[-_ ]?code|tool|terraform|opentofu)$/i;

const HINTS: readonly (readonly [RegExp, ManagingTool])[] = [
  [/terraform|terragrunt|opentofu|^tofu$/i, 'terraform'],
  [/cloudformation|\bsam\b/i, 'cloudformation'],
  [/\bcdk\b/i, 'cdk'],
  [/\bsst\b/i, 'sst'],
];

/** Finds the tool that made the distribution; undefined if its tags name none. */
export function findOwner(tags: Tags): Owner | undefined {
  const stack = tags[STACK];
  const app = tags[SST_APP];
  if (stack !== undefined) {
    const what = `the CloudFormation stack ${stack}`;
    return app === undefined
      ? { what, tools: ['cloudformation', 'cdk', 'sst'], isCertain: true }
      : { what: `${what} of the SST app ${app}`, tools: ['sst'], isCertain: true };
  }
  if (app !== undefined) {
    return { what: `the SST app ${app}`, tools: ['sst'], isCertain: true };
  }
  for (const [key, value] of Object.entries(tags)) {
    const [, tool] =
      (HINT_KEY.test(key) && HINTS.find(([hint]) => hint.test(value) || hint.test(key))) || [];
    if (tool !== undefined && !/^(?:false|no|0)$/i.test(value)) {
      const what = `another tool, as its tag ${key}=${value} says`;
      return { what, tools: [tool], isCertain: false };
    }
  }
  return undefined;
}

/** What will happen if `deploy` attaches the function although the owner does not know of it. */
export function describeOwner({ what, isCertain }: Owner, distribution: string): string {
  const verb = isCertain ? 'belongs to' : 'may belong to';
  return `the distribution ${distribution} ${verb} ${what}: an update there that changes the distribution takes off a function that its own files do not name, and the site is then open to everyone`;
}

/** What to do about it. */
export function ownerAdvice({ tools }: Owner): string {
  const values = tools.map((tool) => `"${tool}"`).join(' or ');
  return `set deploy.managedBy to ${values}, so that deploy leaves the association to that tool and says what to write there`;
}
