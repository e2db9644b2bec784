import { fileURLToPath } from 'node:url'
import { resolveCacheDirectory } from '@gptget/package-files'
import { preparePython } from '../../infra/onebox/src/test/prepare-python.ts'

/**
 * Returns the interpreter with the official SDKs: the one prepared by `npm test`, else one created in the same cache.
 * @throws Error without Python 3.9 or later
 */
export const findPython = async (): Promise<string> => {
  const prepared = process.env.GPTGET_TEST_PYTHON
  if (prepared) return prepared
  const repository = fileURLToPath(new URL('../..', import.meta.url))
  const made = await preparePython({ repository, cacheDir: resolveCacheDirectory(process.env) })
  if (made) return made
  throw new Error('The tests of the Python SDKs need Python 3.9 or later as python3 on the PATH')
}
