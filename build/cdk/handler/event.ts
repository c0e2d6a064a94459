/** The properties of the custom resource, as `store-filler.ts` writes them. */
export interface FillProperties {
  readonly StoreArn: string;
  readonly SecretArn: string;
  /** The field of a JSON secret; absent if the secret is plain text. */
  readonly SecretKey?: string;
  /** The names of the objects around that field. */
  readonly SecretPath?: readonly string[];
}

/** What the CDK's provider framework passes on from CloudFormation. */
export type FillEvent =
  | { readonly RequestType: 'Create'; readonly ResourceProperties: FillProperties }
  | {
      readonly RequestType: 'Update';
      readonly PhysicalResourceId: string;
      readonly ResourceProperties: FillProperties;
      readonly OldResourceProperties: FillProperties;
    }
  | { readonly RequestType: 'Delete'; readonly PhysicalResourceId: string };

/** What the handler answers. CloudFormation keeps the id; nothing else leaves the handler. */
export interface FillResult {
  readonly PhysicalResourceId: string;
}
