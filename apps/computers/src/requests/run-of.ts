import { PublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'
import type { ActiveRun } from '../runs/active/active-run.ts'
import { describeRun } from '../runs/answers/describe-run.ts'
import { requireRun, updateRun, type StoredRun } from '../runs/store/run-rows.ts'
import { actorOf, idOf } from './asked.ts'

type C = HonoContext<HttpEnv>

/** The run in the path. @throws PublicError 404 */
export const runOf = ({ db }: Context, c: C): Promise<StoredRun> =>
  requireRun(db, {
    accountId: actorOf(c).accountId,
    computerId: idOf(c),
    runId: c.req.param('run') ?? '',
  })

/** Does something with a running run, and describes it afterwards. @throws PublicError 404, 409 if it is over */
export const onActiveRun = async (context: Context, c: C, act: (run: ActiveRun) => void) => {
  const row = await runOf(context, c)
  const run = context.runs.find(row.run_id)
  if (run === undefined)
    throw new PublicError('conflict', `The run is ${row.status}.`, { metadata: { status: row.status } })
  act(run)
  await updateRun(context.db, row.run_id, { status: run.isPaused ? 'paused' : 'running' })
  return describeRun(await runOf(context, c))
}
