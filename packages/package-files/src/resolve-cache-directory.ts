import { homedir } from 'node:os'
import path from 'node:path'

/**
 * The folder of downloads for all clones of a user: `GPTGET_CACHE_DIR`, else /var/cache/gptget for root (another uid
 * must be able to run its files), else the user's cache folder. `bootstrap.mjs` has the same rule.
 */
export const resolveCacheDirectory = (
  env: NodeJS.ProcessEnv,
  user: { uid: number; home: string } = { uid: process.getuid?.() ?? -1, home: homedir() },
): string => {
  if (env.GPTGET_CACHE_DIR) return path.resolve(env.GPTGET_CACHE_DIR)
  if (user.uid === 0) return '/var/cache/gptget'
  return path.join(env.XDG_CACHE_HOME || path.join(user.home, '.cache'), 'gptget')
}
