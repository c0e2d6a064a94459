import type { NextConfig } from 'next';

// The lock of the repository, two folders up, would make Next.js take that folder as the root.
const root = import.meta.dirname;

export default { turbopack: { root }, outputFileTracingRoot: root } satisfies NextConfig;
