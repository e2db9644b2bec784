import { pathQuerySchema } from '@gptget/api/schemas/computer-actions'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext } from 'hono'
import { requirePath } from '../agent/ask-agent.ts'
import type { Context } from '../context.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { audited, queryOf } from './asked.ts'

/** The path in the query. @throws PublicError invalid_request */
export const pathOf = (c: HonoContext<HttpEnv>): string => requirePath(queryOf(c, pathQuerySchema).path)

/** Does something with a file or folder of a computer, and records who did it. */
export const onPath = <Result>(
  context: Context,
  c: HonoContext<HttpEnv>,
  { action, path }: { action: string; path: string },
  act: (live: LiveComputer) => Promise<Result>,
): Promise<Result> => audited(context, c, { action, detail: { path } }, (live) => live.use(() => act(live)))
