import { createFetchJson } from './fetch-json.js';

// The middleware of the backend puts a new token on the response.
export const fetchJson = createFetchJson('/api/auth/session');
