import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '../terminal.ts'

const platformFile = z.object({ nats_url: z.string().min(1) })

const PROJECT_ROOT = path.resolve(import.meta.dirname, '../../../..')

/**
 * The NATS of the running platform: `GPTGET_NATS_URL`, or what `npm start` wrote into its data directory.
 *
 * @throws AdminError if none is found; it explains how to start one
 */
export const findPlatform = async (env: NodeJS.ProcessEnv): Promise<string> => {
  if (env.GPTGET_NATS_URL) return env.GPTGET_NATS_URL
  // Relative to the folder in which npm was called (INIT_CWD).
  const dataDirectory = env.GPTGET_DATA_DIR
    ? path.resolve(env.INIT_CWD ?? process.cwd(), env.GPTGET_DATA_DIR)
    : path.join(PROJECT_ROOT, '.gptget')
  const file = path.join(dataDirectory, 'platform.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AdminError(
      error.code === 'ENOENT'
        ? `No platform has been started in ${dataDirectory}. Start one with \`npm start\`, or set GPTGET_DATA_DIR or GPTGET_NATS_URL to a running one.`
        : `${file} cannot be read (${error.message}). Run this as the user who ran \`npm start\`.`,
    )
  })
  return parsePlatform(file, text)
}

const parsePlatform = (file: string, text: string): string => {
  try {
    return platformFile.parse(JSON.parse(text)).nats_url
  } catch (error) {
    throw new AdminError(`${file} is damaged. Stop the platform and start it again with \`npm start\`.`, {
      cause: error,
    })
  }
}
