/**
 * The login at the edge as a construct for the AWS CDK. Needs the optional peer dependencies
 * `aws-cdk-lib` and `constructs`.
 *
 * @module pocket-spa-auth/cdk
 */
export type { BlueprintOptions } from './blueprint.js';
export { SpaAuth, type SpaAuthProps } from './spa-auth.js';
