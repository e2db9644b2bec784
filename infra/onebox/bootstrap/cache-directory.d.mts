/** Where downloads are kept for all clones of one user. */
export const cacheDirectory: () => string
