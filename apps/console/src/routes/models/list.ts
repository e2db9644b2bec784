import type { Handler } from 'hono'
import { sendFile } from '../../answers/send-file.ts'
import { modelsOnce } from '../../catalog/read-models.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/public/models`: all known models with their prices; public. */
export const listModels = (context: Context): Handler<ConsoleEnv> => {
  const readModels = modelsOnce(context)
  return async (c) => sendFile(c, await readModels(), 'no-cache')
}
