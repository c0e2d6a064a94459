import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';

/** What an origin serves: a folder of a bucket, or of any other host. */
export interface OriginLocation {
  /** The bucket's name; undefined if the origin is no bucket, or does not tell its name. */
  readonly bucket: string | undefined;
  /** The host; of a bucket, the same for every spelling of its host. */
  readonly host: string;
  /** The path at the origin, without a slash at its end; empty for the root. */
  readonly path: string;
  /** Whether it is a website endpoint of S3, which takes no signed requests. */
  readonly isWebsite: boolean;
}

// Virtual-hosted and path style; the endpoints of a region (with a dot or a hyphen before it),
// dual-stack, FIPS, acceleration, websites, access points; China. The Amazon S3 User Guide and the
// endpoint rules of the SDK list them.
const S3_HOST =
  /^(?:(.+)\.)?s3(-website|-accelerate|-fips|-external-1|-global|-accesspoint(?:-fips)?)?(?:\.dualstack)?(?:[.-][a-z]+(?:-[a-z]+)+-\d+)?\.amazonaws\.com(\.cn)?$/;

/** Whether the origin is an S3 bucket. */
export function isS3Origin({ DomainName = '', S3OriginConfig }: Origin): boolean {
  return S3OriginConfig !== undefined || S3_HOST.test(normalizeHost(DomainName));
}

export function locateOrigin({ DomainName = '', OriginPath = '' }: Origin): OriginLocation {
  const host = normalizeHost(DomainName);
  const path = OriginPath.replace(/\/+$/, '').replace(/^(?=[^/])/, '/');
  const found = S3_HOST.exec(host);
  if (!found) {
    return { bucket: undefined, host, path, isWebsite: false };
  }
  const [, name, endpoint = '', china = ''] = found;
  const isWebsite = endpoint === '-website';
  if (/accesspoint|global/.test(endpoint)) {
    // An access point has a name of its own, which does not tell the bucket.
    return { bucket: undefined, host, path, isWebsite };
  }
  const [bucket, folder] = name === undefined ? splitPathStyle(path) : [name, path];
  const home = bucket === undefined ? host : `${bucket}.s3.amazonaws.com${china}`;
  return { bucket, host: home, path: folder, isWebsite };
}

/** In path style the first segment of the path is the bucket, and the others are the folder. */
function splitPathStyle(path: string): readonly [string | undefined, string] {
  const [, bucket, folder = ''] = /^\/([^/]+)(.*)$/.exec(path) ?? [];
  return [bucket, folder];
}

/** Whether the first serves every file of the second: one host, at the same or a parent path. */
export function containsLocation(outer: OriginLocation, inner: OriginLocation): boolean {
  return outer.host === inner.host && `${inner.path}/`.startsWith(`${outer.path}/`);
}

/**
 * The parameters in the origins of a multi-tenant distribution, such as `bucket` in
 * `{{bucket}}.s3.amazonaws.com`: each tenant fills them.
 */
export function listOriginParameters({ Origins }: DistributionConfig): readonly string[] {
  const names = (Origins?.Items ?? []).flatMap(({ DomainName = '', OriginPath = '' }) =>
    Array.from(
      `${DomainName}${OriginPath}`.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g),
      (found) => found[1]!,
    ),
  );
  return [...new Set(names)];
}

function normalizeHost(domainName: string): string {
  return domainName.toLowerCase().replace(/\.$/, '');
}
