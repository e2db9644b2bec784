const NAME = 'reloaded-at'
const SOON_MS = 10_000

/**
 * Reloads the page when a part of it cannot be loaded: an update of the platform replaced the files while it was open.
 * If the part is still missing after that, the error page says so; the page must not reload forever.
 */
export const reloadOnce = (): void => {
  const isSoon = Date.now() - Number(sessionStorage.getItem(NAME)) < SOON_MS
  if (isSoon) return
  sessionStorage.setItem(NAME, String(Date.now()))
  location.reload()
}
