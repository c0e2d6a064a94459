import type { Deployment } from '../config/deployment.js';
import type { ManagingTool } from '../config/edge-config.js';
import { commandLine } from './session.js';

interface Tool {
  readonly name: string;
  /** The command that makes a change of its files effective. */
  readonly apply: string;
  /** How its files associate a function with a behavior. */
  associate(functionName: string, arn: string): string;
}

/** The tools that manage distributions. */
export const MANAGING_TOOLS: Readonly<Record<ManagingTool, Tool>> = {
  terraform: {
    name: 'Terraform',
    apply: 'terraform apply',
    associate: (_name, arn) =>
      `a function_association with event_type = "viewer-request" and function_arn = "${arn}"`,
  },
  cloudformation: {
    name: 'CloudFormation',
    apply: 'aws cloudformation deploy',
    associate: (_name, arn) =>
      `"FunctionAssociations": [{ "EventType": "viewer-request", "FunctionARN": "${arn}" }]`,
  },
  cdk: {
    name: 'the CDK',
    apply: 'cdk deploy',
    associate: (name, arn) =>
      `the functionAssociations of your SpaAuth, or functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: Function.fromFunctionAttributes(this, "SpaAuth", { functionName: "${name}", functionArn: "${arn}" }) }]`,
  },
  sst: {
    name: 'SST',
    apply: 'sst deploy',
    associate: (_name, arn) =>
      `functionAssociations: [{ eventType: "viewer-request", functionArn: "${arn}" }] in the transform of its CDN`,
  },
};

type Managed = Pick<Deployment, 'attachment' | 'distribution' | 'managedBy' | 'name' | 'selection'>;

/**
 * What attaches the function to behaviors: this package's `deploy`, or a step of the tool that
 * manages the distribution. `arn` is undefined if the function does not exist yet.
 */
export function attachStep(
  deployment: Managed,
  patterns: readonly string[],
  arn: string | undefined,
  command = 'deploy',
): string {
  const { distribution: id, managedBy, name } = deployment;
  if (managedBy === undefined) {
    return commandLine(command, deployment);
  }
  const tool = MANAGING_TOOLS[managedBy];
  const behaviors = `the ${patterns.length === 1 ? 'behavior' : 'behaviors'} ${patterns.join(', ')}`;
  const place = id === undefined ? behaviors : `${behaviors} of ${id}`;
  const make =
    arn === undefined ? `${commandLine('deploy', deployment)} makes the function; then ` : '';
  const association = tool.associate(name, arn ?? `<the ARN of the function ${name}>`);
  return `${make}in ${tool.name}, give ${place} ${association}; then: ${tool.apply}`;
}

/**
 * Adds to advice about the distribution where to follow it, if a tool manages the distribution and
 * the advice does not say so yet.
 */
export function nameToolStep(advice: string, { managedBy }: Pick<Deployment, 'managedBy'>): string {
  if (managedBy === undefined) {
    return advice;
  }
  const { name, apply } = MANAGING_TOOLS[managedBy];
  return advice.includes(apply) ? advice : `${advice}; make that change in ${name}, then: ${apply}`;
}
