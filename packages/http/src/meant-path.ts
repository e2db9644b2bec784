/** Prefixes under which other services have the same paths: a base URL written for one of them works here. */
const PREFIX = /^\/(?:api|openai|anthropic|google|gemini)(?=\/v1(?:beta)?(?:\/|$))/

/** A version that an SDK added to a base URL that already had one. */
const DOUBLED_VERSION = /^\/v1(?:beta)?(?=\/v1(?:beta)?(?:\/|$))/

/**
 * The path that a caller means: an almost correct path with only one meaning is served. Too many slashes, a repeated
 * version (`/v1/v1/models`), another service's prefix (`/api/v1`, `/openai/v1`, `/anthropic/v1/messages`).
 */
export const meantPath = (path: string): string => {
  if (!isOdd(path)) return path
  const single = path.replaceAll(/\/{2,}/g, '/')
  const whole = single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single
  return whole.replace(PREFIX, '').replace(DOUBLED_VERSION, '')
}

/** A cheap check: most paths are correct. */
const isOdd = (path: string): boolean =>
  path.includes('//') || path.endsWith('/') || path.startsWith('/v1/v1') || !path.startsWith('/v1/')
