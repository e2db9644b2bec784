/** Routes that are not part of the API a key gives access to, and second addresses of some that are. */
export const UNDOCUMENTED_ROUTES: readonly string[] = [
  'GET /healthz',
  'GET /readyz',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/page.css',
  'GET /docs/page.js',
  // Google’s SDK asks for /v1 where it is told so; the reference shows /v1beta.
  'POST /v1/models/*',
]
