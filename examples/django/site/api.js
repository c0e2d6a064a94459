import { createFetchJson } from './fetch-json.js';

export const fetchJson = createFetchJson('/api/auth/renew', { 403: 'This is for staff only.' });
