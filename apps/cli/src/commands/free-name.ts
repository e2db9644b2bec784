import { existsSync } from 'node:fs'
import path from 'node:path'

/** Returns a file name that is not taken: the given one, or the same with a number. */
export const freeName = async (file: string): Promise<string> => {
  const { dir, name, ext } = path.parse(file)
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? file : path.join(dir, `${name}-${number}${ext}`)
    if (!existsSync(candidate)) return candidate
  }
}
