// Restrictions on headers. Source: Amazon CloudFront Developer Guide, "Restrictions on edge
// functions".

/** Whether a function neither sees this header nor may add it. The name is in lower case. */
export function isHiddenHeader(name: string): boolean {
  return /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/.test(
    name,
  );
}

/** Headers that a viewer-request function sees but must not change, in lower case. */
export const READ_ONLY_HEADERS: readonly string[] = [
  'content-length',
  'host',
  'transfer-encoding',
  'via',
];
