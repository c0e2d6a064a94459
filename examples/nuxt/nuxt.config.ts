export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  // Set it by NUXT_SESSION_PASSWORD, at least 32 characters.
  runtimeConfig: { sessionPassword: '' },
});
