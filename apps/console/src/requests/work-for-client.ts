import { workFor } from '@gptget/callers'
import { createMiddleware } from 'hono/factory'
import type { Context } from '../context.ts'
import type { ConsoleEnv } from '../env.ts'
import { clientAddressOf } from './as-the-browser-sees-it.ts'

/** Until a person is known, their address is who asks: whoever tries passwords keeps no one else from signing in. */
export const workForClient = ({ config }: Pick<Context, 'config'>) =>
  createMiddleware<ConsoleEnv>((c, next) =>
    workFor(clientAddressOf(c.env.incoming, config.trustedProxies), next),
  )
