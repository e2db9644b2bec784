/** For content that may change with the next start: browsers revalidate it. */
export const REVALIDATE = { 'cache-control': 'public, no-cache' }

/** For files whose URL contains the hash of their content. */
export const KEEP = { 'cache-control': 'public, max-age=31536000, immutable' }
