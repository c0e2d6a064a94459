export { type AuthFetchOptions, createAuthFetch } from './auth-fetch.js';
export { reloadOnChunkError } from './chunk-error.js';
export { type LogoutOptions, logout } from './logout.js';
