import { runQuerySchema } from '@gptget/api/schemas/runs'
import { hashApiKey } from '@gptget/keys'
import { parseJsonBody, publicUrlOf, readApiKey, readBody, requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { bytesOf } from '@gptget/threads'
import type { Context } from '../../context.ts'
import { actorOf, queryOf, requireLive } from '../../requests/asked.ts'
import type { ActiveRun } from '../../runs/active/active-run.ts'
import { answerIdOf } from '../../runs/dialects/chat.ts'
import type { AnswerNames } from '../../runs/dialects/answer-format.ts'
import { sendWholeRun, streamRun } from '../../runs/answers/send-run.ts'
import { formatOf } from '../../runs/dialects/formats.ts'
import { startRun, type RunCaller } from '../../runs/lifecycle/start-run.ts'

/** Has a model use the computer. Edges send chats here that name it. */
export const createRunRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/runs', requireKey(context), (c) => createRun(context, c))

const createRun = async (context: Context, c: HonoContext<HttpEnv>): Promise<Response> => {
  const { read, format } = formatOf(queryOf(c, runQuerySchema).dialect)
  const share = context.bodies.open(c.var.key.keyId, c.env.outgoing)
  const asked = read(parseJsonBody(bytesOf(await readBody(c.env.incoming, share))))
  const live = await requireLive(context, c)
  const run = await startRun(context, live, callerOf(context, c), asked)
  const leave = (): void => run.stop({ reason: 'cancelled', error: null })
  // Who left before it began wants nothing of it.
  if (c.req.raw.signal.aborted) leave()
  if (!outlivesCaller(c)) c.req.raw.signal.addEventListener('abort', leave, { once: true })
  const failure = await run.begun
  if (failure !== null) throw failure
  nameRun(c, run)
  const names = namesOf(context, run)
  const sent = { run, names, format }
  return asked.request.stream ? streamRun(c, sent) : sendWholeRun(c, sent)
}

/** An edge tells by itself when its caller has left; if the edge dies, the run goes on. */
const outlivesCaller = (c: HonoContext<HttpEnv>): boolean =>
  c.req.header(REFERENCE_HEADER) !== undefined || c.req.header('x-gptget-on-disconnect') === 'continue'

/** Set by edges, whatever a caller says there. */
const REFERENCE_HEADER = 'x-gptget-forwarded'

const callerOf = ({ config }: Context, c: HonoContext<HttpEnv>): RunCaller => ({
  ...actorOf(c),
  keyHash: hashApiKey(readApiKey(c.env.incoming)),
  reference: c.req.header(REFERENCE_HEADER) ?? null,
  userAgent: c.req.header('user-agent') ?? null,
  publicUrl: publicUrlOf(c.env.incoming, config.publicUrl),
})

const nameRun = (c: HonoContext<HttpEnv>, { plan }: ActiveRun): void => {
  c.header('x-run-id', plan.runId)
  c.header('x-thread-id', plan.threadId)
  c.header('x-generation-id', answerIdOf(plan))
}

const namesOf = ({ now }: Context, { plan }: ActiveRun): AnswerNames => ({
  runId: plan.runId,
  threadId: plan.threadId,
  model: plan.request.model,
  createdAtSeconds: Math.floor(now() / 1_000),
  hasEvents: plan.request.computer_events,
  scale: plan.scale,
})
