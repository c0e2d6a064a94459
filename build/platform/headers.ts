/** The headers that CloudFront keeps from functions. Source: developer guide, "Restrictions on edge functions". */

/** A function neither sees nor may add these. Names in lower case. */
export function isHiddenHeader(name: string): boolean {
  return /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/.test(
    name,
  );
}

/** A viewer-request function sees these and may not change them. */
export const readOnlyHeaders: readonly string[] = [
  'content-length',
  'host',
  'transfer-encoding',
  'via',
];
