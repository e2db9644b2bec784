import { homedir } from 'node:os'
import path from 'node:path'

/**
 * Returns the folder for downloads. Follows the same rule as `resolveCacheDirectory` of @gptget/package-files, which
 * cannot be imported before the install.
 */
export const cacheDirectory = () => {
  if (process.env.GPTGET_CACHE_DIR) return path.resolve(process.env.GPTGET_CACHE_DIR)
  if (process.getuid?.() === 0) return '/var/cache/gptget'
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'gptget')
}
