import { existsSync } from 'node:fs'
import path from 'node:path'
import { recipeVersion } from './recipe.ts'

/** Written last: an image without it is incomplete. */
export const COMPLETE_MARK = '.gptget-complete'

/** The folder of this recipe's image. */
export const imageDirectory = (cacheDir: string): string =>
  path.join(cacheDir, `desktop-image-${recipeVersion()}`)

/** The root filesystem of desktops, null until it was built. */
export const findImage = (cacheDir: string): string | null => {
  const directory = imageDirectory(cacheDir)
  return existsSync(path.join(directory, COMPLETE_MARK)) ? directory : null
}

/** Why this machine cannot build an image; else null. */
export const whyNotBuildable = (): string | null => {
  if (process.platform !== 'linux') return 'desktops are Linux: they need a Linux host'
  if (process.getuid?.() !== 0) return 'the image is built as root (sudo)'
  if (!existsSync('/usr/bin/apt-get'))
    return 'the image is made of Debian packages, and there is no apt-get here'
  return null
}
