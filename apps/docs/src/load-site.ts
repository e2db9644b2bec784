export type Site = typeof import('./site/site.ts')

let loading: Promise<Site> | undefined

/** The pages, made when the first one is asked for: the service starts without them. */
export const loadSite = (): Promise<Site> => (loading ??= import('./site/site.ts'))
