export type Site = typeof import('./site/site.ts')

let loading: Promise<Site> | undefined

/** Loads the pages at the first request, so that the service starts faster. */
export const loadSite = (): Promise<Site> => (loading ??= import('./site/site.ts'))
