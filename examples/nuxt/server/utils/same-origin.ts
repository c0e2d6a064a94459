import { createError, getRequestHeader, type H3Event } from 'h3';

/** Another site must not log a user in or out. SameSite alone does not keep its form away. */
export function assertSameOrigin(event: H3Event): void {
  if ((getRequestHeader(event, 'sec-fetch-site') ?? 'same-origin') !== 'same-origin') {
    throw createError({ statusCode: 403 });
  }
}
