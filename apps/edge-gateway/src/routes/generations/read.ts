import { generationQuerySchema } from '@gptget/api/schemas/generation'
import {
  readGeneration,
  readRunReceipt,
  readTaskReceipt,
  readTurn,
  VOICE_SESSION_PREFIX,
  type RunReceipt,
  type TaskReceipt,
  type TurnLatency,
  type UsageEvent,
} from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { describeGeneration } from '../../answers/describe-generation.ts'
import { describeRunReceipt } from '../../answers/describe-run-receipt.ts'
import { describeTaskReceipt } from '../../answers/describe-task-receipt.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'

export const readGenerationRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/generation', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const { id: generationId } = parseAt(generationQuerySchema, c.req.query())
    if (!/^[\w-]{1,200}$/.test(generationId)) throw noSuchGeneration(generationId)
    const { generation } = await context.bus.call(readGeneration, { accountId, generationId })
    if (generation !== null) {
      const turn = await readTurnLatency(context, generation)
      return c.json({ data: { ...describeGeneration(generation), ...turn } })
    }
    const run = await readRun(context, accountId, generationId)
    if (run !== null)
      return c.json({ data: describeRunReceipt({ id: generationId, accountId, receipt: run }) })
    const task = await readTask(context, accountId, generationId)
    if (task === null) throw noSuchGeneration(generationId)
    return c.json({ data: describeTaskReceipt({ id: generationId, accountId, receipt: task }) })
  })

/** For an answer in a voice session: its service knows the latency. The receipt is complete without it. */
const readTurnLatency = async (
  { bus, logger }: EdgeContext,
  { id, accountId, details }: UsageEvent,
): Promise<{ turn_latency?: TurnLatency }> => {
  if (details.sessionId?.startsWith(VOICE_SESSION_PREFIX) !== true) return {}
  try {
    const { latency } = await bus.call(readTurn, { accountId, responseId: id })
    return latency === null ? {} : { turn_latency: latency }
  } catch (error) {
    logger.warn({ err: error, generationId: id }, 'the latency of an answer could not be read')
    return {}
  }
}

/** Ids of runs on computers end with the id of the run. */
const RUN_ID = /run_[\w-]+$/

const readRun = async ({ bus }: EdgeContext, accountId: string, id: string): Promise<RunReceipt | null> => {
  const [runId] = RUN_ID.exec(id) ?? []
  return runId === undefined ? null : (await bus.call(readRunReceipt, { accountId, runId })).receipt
}

/** Videos are tasks too. */
const TASK_ID = /^(task|vid)_/

const readTask = async ({ bus }: EdgeContext, accountId: string, id: string): Promise<TaskReceipt | null> =>
  TASK_ID.test(id) ? (await bus.call(readTaskReceipt, { accountId, taskId: id })).receipt : null

const noSuchGeneration = (id: string): PublicError =>
  new PublicError('not_found', `There is no generation "${id.slice(0, 100)}".`, { param: 'id' })
