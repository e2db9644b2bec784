import type { Handler } from 'hono'
import { sendFile } from '../../answers/send-file.ts'
import { modelProvidersOnce } from '../../catalog/read-model-providers.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/public/model-providers`: the providers of each model with their health and speed; public. */
export const listModelProviders = (context: Context): Handler<ConsoleEnv> => {
  const readModelProviders = modelProvidersOnce(context)
  return async (c) => sendFile(c, await readModelProviders(), 'no-cache')
}
