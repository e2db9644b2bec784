import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Actor, Context } from '../../context.ts'
import { restartComputer, startComputer, stopComputer } from '../../lifecycle/commands.ts'
import { actorOf, idOf } from '../../requests/asked.ts'
import type { StoredComputer } from '../../store/rows.ts'

type LifecycleCommand = (context: Context, actor: Actor, computerId: string) => Promise<StoredComputer>

/** Start, stop and restart. Each answers when it is done. */
export const runComputerRoutes = (context: Context): Hono<HttpEnv> => {
  const withKey = requireKey(context)
  const running = (command: LifecycleCommand) => async (c: HonoContext<HttpEnv>) =>
    c.json(describeComputer(context, c, await command(context, actorOf(c), idOf(c))))
  return new Hono<HttpEnv>()
    .post('/v1/computers/:id/start', withKey, running(startComputer))
    .post('/v1/computers/:id/stop', withKey, running(stopComputer))
    .post('/v1/computers/:id/restart', withKey, running(restartComputer))
}
