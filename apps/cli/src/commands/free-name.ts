import { existsSync } from 'node:fs'
import path from 'node:path'

/** The name itself, or with a number where a file of that name is there already: nothing is overwritten. */
export const freeName = async (file: string): Promise<string> => {
  const { dir, name, ext } = path.parse(file)
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? file : path.join(dir, `${name}-${number}${ext}`)
    if (!existsSync(candidate)) return candidate
  }
}
