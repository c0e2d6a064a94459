import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

// CloudFront sends the name of the server, not of the site, so SvelteKit has to be told what a
// form's origin is. The second is that of the preview.
const paths = { origin: 'https://app.example' };
const csrf = { trustedOrigins: ['http://localhost:8787'] };

export default defineConfig({ plugins: [sveltekit({ adapter: adapter(), paths, csrf })] });
