import { PublicError } from '@gptget/errors'
import { parseIdempotencyKey, type HttpEnv } from '@gptget/http'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../../context.ts'
import { actorOf } from '../../requests/asked.ts'
import type { ActiveRun } from '../active/active-run.ts'
import type { Follow } from '../answers/send-run.ts'
import { findRequested, readEvents, type RepeatableRequest, type StoredRun } from '../store/run-rows.ts'

/** A run whose model has begun to answer, or whose answer is stored. */
export type BegunRun = {
  runId: string
  threadId: string
  createdAtSeconds: number
  isRepeated: boolean
  follow: Follow
}

/** The fingerprint that identifies a repeat; null without an `Idempotency-Key`. @throws PublicError 400 */
export const repeatableOf = (c: HonoContext<HttpEnv>, fingerprint: string): RepeatableRequest | null => {
  const idempotencyKey = parseIdempotencyKey(c.req.header('idempotency-key'))
  return idempotencyKey === null ? null : { idempotencyKey, fingerprint }
}

/**
 * Begins a run, or finds the one that the same request began before.
 * @throws PublicError 409 if the key belongs to another request, 410 if the answer is no longer stored
 */
export const beginOnce = async (
  context: Context,
  c: HonoContext<HttpEnv>,
  request: RepeatableRequest,
  begin: () => Promise<BegunRun>,
): Promise<BegunRun> => {
  const find = () => findRequested(context.db, actorOf(c).accountId, request)
  const before = await find()
  if (before !== null) return repeatedRun(context, before)
  try {
    return await begin()
  } catch (error) {
    // The same request may have come twice at once; then the other one has begun the run.
    const other = await find()
    if (other === null) throw error
    return repeatedRun(context, other)
  }
}

export const activeRun = (run: ActiveRun, nowMs: number): BegunRun => ({
  runId: run.plan.runId,
  threadId: run.plan.threadId,
  createdAtSeconds: Math.floor(nowMs / 1_000),
  isRepeated: false,
  follow: (left) => run.follow(0, left),
})

const repeatedRun = async ({ runs, db }: Context, row: StoredRun): Promise<BegunRun> => {
  const run = runs.find(row.run_id)
  const failure = (await run?.begun) ?? null
  if (failure !== null) throw failure
  return {
    runId: row.run_id,
    threadId: row.thread_id,
    createdAtSeconds: Math.floor(row.created_at.getTime() / 1_000),
    isRepeated: true,
    follow:
      run === undefined ? storedEvents(await readEvents(db, row.run_id, 0)) : (left) => run.follow(0, left),
  }
}

const storedEvents = (events: Awaited<ReturnType<typeof readEvents>>): Follow => {
  if (events.at(-1)?.type !== 'run.finished') throw gone()
  return async function* () {
    yield* events
  }
}

const gone = (): PublicError =>
  new PublicError(
    'answer_gone',
    'Idempotency-Key: the answer of this run is not kept any more. Use a new key to run it again.',
    { param: 'Idempotency-Key' },
  )
