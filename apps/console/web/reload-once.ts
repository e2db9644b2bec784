const NAME = 'reloaded-build'

/** The address of this script has a hash of its content, so that it differs between builds. */
const THIS_BUILD = import.meta.url

/**
 * Reloads the page when a part of it cannot be loaded: an update of the platform replaced the files while it was open.
 * Each build is reloaded once. If the part is still missing after that, the error page says so.
 */
export const reloadOnce = (): void => {
  if (sessionStorage.getItem(NAME) === THIS_BUILD) return
  sessionStorage.setItem(NAME, THIS_BUILD)
  location.reload()
}
