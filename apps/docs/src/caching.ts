/** What may be another one after the next start: asked for again, and not sent again while it is the same. */
export const REVALIDATE = { 'cache-control': 'public, no-cache' }

/** What is named with the hash of what is in it. */
export const KEEP = { 'cache-control': 'public, max-age=31536000, immutable' }
