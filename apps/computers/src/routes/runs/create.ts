import { runQuerySchema } from '@gptget/api/schemas/runs'
import { hashApiKey } from '@gptget/keys'
import { publicUrlOf, readApiKey, readBody, requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { Dialect } from '@gptget/contracts'
import { dropBody, workOn } from '@gptget/threads'
import { readRun, type ReadRun } from '../../bodies/read-run.ts'
import type { Context } from '../../context.ts'
import { actorOf, idOf, queryOf, requireLive } from '../../requests/asked.ts'
import { answerIdOf } from '../../runs/dialects/chat.ts'
import type { AskedRun } from '../../runs/dialects/asked-run.ts'
import { sendWholeRun, streamRun } from '../../runs/answers/send-run.ts'
import { formatOf } from '../../runs/dialects/formats.ts'
import { activeRun, beginOnce, repeatableOf, type BegunRun } from '../../runs/lifecycle/begin-once.ts'
import { startRun, type RunCaller } from '../../runs/lifecycle/start-run.ts'
import { forgetRequest, type RepeatableRequest } from '../../runs/store/run-rows.ts'

type C = HonoContext<HttpEnv>

/** Has a model use the computer. Edges forward chats here that name it. */
export const createRunRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/runs', requireKey(context), (c) => createRun(context, c))

const createRun = async (context: Context, c: C): Promise<Response> => {
  const { dialect } = queryOf(c, runQuerySchema)
  const { format } = formatOf(dialect)
  const { asked, fingerprint } = await receiveRun(context, c, dialect)
  const repeatable = repeatableOf(c, fingerprint)
  const begin = (): Promise<BegunRun> => beginRun(context, c, asked, repeatable)
  const run = repeatable === null ? await begin() : await beginOnce(context, c, repeatable, begin)
  nameRun(c, run)
  const names = { ...run, model: asked.request.model, hasEvents: asked.request.computer_events }
  const sent = { follow: run.follow, names, format }
  return asked.request.stream ? streamRun(c, sent) : sendWholeRun(c, sent)
}

/** A conversation with some pictures; it is sent on, and stored, at each step. */
const MAX_BODY_BYTES = 16 * 1024 * 1024

const receiveRun = async (context: Context, c: C, dialect: Dialect): Promise<ReadRun> => {
  const { accountId } = c.var.key
  const share = context.bodies.open(accountId, c.env.outgoing)
  const body = await readBody(c.env.incoming, share, MAX_BODY_BYTES)
  const turn = { caller: accountId, isWanted: () => !c.env.outgoing.destroyed }
  try {
    return await workOn(context.threads, { readRun }, body, { dialect, computerId: idOf(c) }, turn)
  } finally {
    dropBody(body)
  }
}

const beginRun = async (
  context: Context,
  c: C,
  asked: AskedRun,
  repeatable: RepeatableRequest | null,
): Promise<BegunRun> => {
  const live = await requireLive(context, c)
  const run = await startRun(context, live, callerOf(context, c), asked, repeatable)
  const leave = (): void => run.stop({ reason: 'cancelled', error: null })
  if (!outlivesCaller(c)) {
    // The caller disconnected before the run began, and does not want it.
    if (c.req.raw.signal.aborted) leave()
    else c.req.raw.signal.addEventListener('abort', leave, { once: true })
  }
  const failure = await run.begun
  if (failure === null) return activeRun(run, context.now())
  if (repeatable !== null) await forgetRequest(context.db, run.plan.runId)
  throw failure
}

/** An edge reports when its caller has disconnected; if the edge dies, the run continues. */
const outlivesCaller = (c: C): boolean =>
  c.req.header(REFERENCE_HEADER) !== undefined ||
  c.req.header('idempotency-key') !== undefined ||
  c.req.header('x-gptget-on-disconnect') === 'continue'

/** Edges set this header and ignore the caller's. */
const REFERENCE_HEADER = 'x-gptget-forwarded'

const callerOf = ({ config }: Context, c: C): RunCaller => ({
  ...actorOf(c),
  keyHash: hashApiKey(readApiKey(c.env.incoming)),
  reference: c.req.header(REFERENCE_HEADER) ?? null,
  userAgent: c.req.header('user-agent') ?? null,
  publicUrl: publicUrlOf(c.env.incoming, config.publicUrl),
})

const nameRun = (c: C, run: BegunRun): void => {
  c.header('x-run-id', run.runId)
  c.header('x-thread-id', run.threadId)
  c.header('x-generation-id', answerIdOf(run))
  if (run.isRepeated) c.header('idempotent-replayed', 'true')
}
