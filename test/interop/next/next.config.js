/** @type {import('next').NextConfig} */
export default {
  // The lock of the repository, three folders up, would make Next.js take that folder as the root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
};
