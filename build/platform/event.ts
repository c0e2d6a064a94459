/** A value of a header, a cookie or a query parameter as the viewer sent it; nothing is decoded. */
export interface EventValue {
  value: string;
  /** All values including the first; present only if the viewer sent the name more than once. */
  multiValue?: { value: string }[];
}

/** A cookie that the function sets. */
export interface ResponseCookie {
  value: string;
  attributes?: string;
  multiValue?: { value: string; attributes?: string }[];
}

/** The request of an event. A function returns it to let the request go on. */
export interface FunctionRequest {
  method: string;
  uri: string;
  querystring: Record<string, EventValue>;
  headers: Record<string, EventValue>;
  cookies: Record<string, EventValue>;
}

/** What a function returns to answer the viewer itself. */
export interface FunctionResponse {
  statusCode: number;
  statusDescription?: string;
  headers?: Record<string, EventValue>;
  cookies?: Record<string, ResponseCookie>;
  body?: string | { encoding: 'text' | 'base64'; data: string };
}

/** What a viewer-request function returns. */
export type FunctionOutput = FunctionRequest | FunctionResponse;

/** What CloudFront passes to a viewer-request function. */
export interface ViewerRequestEvent {
  version: '1.0';
  context: {
    distributionDomainName?: string;
    distributionId?: string;
    eventType: 'viewer-request';
    requestId?: string;
  };
  viewer: { ip: string };
  request: FunctionRequest;
}
