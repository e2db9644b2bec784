import { instructionsFor, scaleFor, toolsFor, type Entry } from '@gptget/computer-use'
import { COMPUTER_TOOLS, type ComputerTool } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseUsd } from '@gptget/money'
import { invalidAt } from '@gptget/protocol'
import type { Actor, Context } from '../../context.ts'
import type { LiveComputer } from '../../live/live-computers.ts'
import { Gallery } from '../act/gallery.ts'
import { settleAndShow } from '../act/settle-and-show.ts'
import { ActiveRun, type RunPlan } from '../active/active-run.ts'
import { Charges } from '../ask/charges.ts'
import { endRun } from './end-run.ts'
import { driveRun } from '../loop/drive-run.ts'
import { Progress } from '../loop/progress.ts'
import { beginningOf, type Beginning } from '../loop/thread.ts'
import type { AskedRun } from '../dialects/asked-run.ts'
import { insertRun, updateRun, type RepeatableRequest } from '../store/run-rows.ts'

/** The caller of a run. */
export type RunCaller = Actor & Pick<RunPlan, 'keyHash' | 'userAgent' | 'publicUrl' | 'reference'>

/**
 * Has a model use a computer until its task is done. Resolves when it has started. @throws PublicError 400, 404, 409
 */
export const startRun = async (
  context: Context,
  live: LiveComputer,
  caller: RunCaller,
  asked: AskedRun,
  repeatable: RepeatableRequest | null,
): Promise<ActiveRun> => {
  const { request, entries } = asked
  const beginning = await beginningOf(context.db, caller.accountId, request)
  if (entries.length === 0 && beginning.agreed === null)
    throw invalidAt('messages', 'expected a task, as a message of the user.')
  const screen = await live.use(() => live.screen())
  const scale = scaleFor(screen)
  const runId = `run_${context.makeId()}`
  const plan: RunPlan = {
    ...caller,
    runId,
    threadId: beginning.threadId ?? `thread_${context.makeId()}`,
    request,
    instructions: [instructionsFor(scale), ...asked.system].join('\n\n'),
    tools: toolsToTry(context, request, beginning.tool),
    scale,
  }
  const run = new ActiveRun(plan, { live, events: context.runEvents, now: context.now })
  await insertRun(context.db, { ...rowOf(context, run), task: taskOf(entries) }, repeatable)
  begin(context, run, { beginning, entries })
  return run
}

const toolsToTry = (
  { knownTools, catalog }: Context,
  { model, computer_tool: asked }: AskedRun['request'],
  before: ComputerTool | null,
): readonly ComputerTool[] => {
  if (asked !== undefined) return [requireTool(asked)]
  const known = before ?? knownTools.get(model)
  return known === undefined ? toolsFor(catalog.find(model)?.computerTools) : [known]
}

const requireTool = (name: string): ComputerTool => {
  const tool = COMPUTER_TOOLS.find((each) => each === name)
  if (tool !== undefined) return tool
  throw invalidAt('computer_tool', `expected one of ${COMPUTER_TOOLS.join(', ')}.`)
}

const rowOf = ({ hostId, now }: Context, { plan, live }: ActiveRun) => ({
  run_id: plan.runId,
  computer_id: live.computerId,
  account_id: plan.accountId,
  key_id: plan.keyId,
  request_id: plan.requestId,
  thread_id: plan.threadId,
  host: hostId,
  model: plan.request.model,
  tool: null,
  status: 'running' as const,
  finish_reason: null,
  error: null,
  max_steps: plan.request.max_steps,
  max_cost_nano_usd: plan.request.max_cost === undefined ? null : parseUsd(plan.request.max_cost).toString(),
  conversation: null,
  pending: null,
  created_at: new Date(now()),
  ended_at: null,
})

const MAX_TASK_LENGTH = 2_000

/** The user's last text, without images. */
const taskOf = (entries: readonly Entry[]): string => {
  const last = entries.findLast((entry) => entry.type === 'user')
  const texts = last?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])) ?? []
  return texts.join('\n').slice(0, MAX_TASK_LENGTH)
}

type Begun = { beginning: Beginning; entries: readonly Entry[] }

/** From here on it runs by itself: no request waits for it. */
const begin = (context: Context, run: ActiveRun, begun: Begun): void => {
  const { runs, logger } = context
  const { plan, live } = run
  runs.add(run)
  run.tell({
    type: 'run.started',
    run_id: plan.runId,
    thread_id: plan.threadId,
    computer_id: live.computerId,
    model: plan.request.model,
  })
  const timer = setTimeout(
    () => run.stop({ reason: 'max_seconds', error: null }),
    plan.request.max_seconds * 1_000,
  )
  const leave = live.onPerson(() => pauseForPerson(context, run))
  live.closed.addEventListener('abort', () => run.stop(COMPUTER_ENDED), { once: true })
  live
    .use(() => drive(context, run, begun))
    .catch((error: unknown) =>
      logger.error({ err: error, runId: plan.runId }, 'a run was not ended in order'),
    )
    .finally(() => {
      clearTimeout(timer)
      leave()
      runs.remove(run)
    })
}

const pauseForPerson = ({ db, logger }: Context, run: ActiveRun): void => {
  if (!run.pause('person')) return
  updateRun(db, run.plan.runId, { status: 'paused' }).catch((error: unknown) =>
    logger.warn({ err: error, runId: run.plan.runId }, 'that a run is held was not written down'),
  )
}

const COMPUTER_ENDED = { reason: 'error', error: 'The computer stopped.' } as const

const drive = async (context: Context, run: ActiveRun, { beginning, entries }: Begun): Promise<void> => {
  const { bus, logger } = context
  const gallery = new Gallery(bus, logger, run)
  const charges = new Charges(bus, logger, run.plan.accountId)
  const shown = await firstLook(run)
  if (shown !== null) gallery.add(0, shown)
  const asking = {
    entries: [...beginning.entries, ...withShot(entries, shown?.shot ?? null)],
    tools: run.plan.tools,
    isToolKnown: run.plan.tools.length === 1,
    charges,
    answeredAtMs: null,
  }
  const progress = new Progress(context.db, logger)
  const driven = await driveRun(context, run, { asking, gallery, progress, agreed: beginning.agreed })
  await progress.settled()
  await endRun(context, run, { asking, driven })
}

/** null if the screen cannot be read: the first action will report why. */
const firstLook = async ({ live, plan, signal }: ActiveRun) => {
  try {
    return await live.inTurn(async () => settleAndShow(await live.screen(), plan.scale, signal))
  } catch (error) {
    if (error instanceof PublicError || live.closed.aborted) return null
    throw error
  }
}

/** The user's last message is sent with the current screen. */
const withShot = (
  entries: readonly Entry[],
  shot: NonNullable<Awaited<ReturnType<typeof firstLook>>>['shot'] | null,
): Entry[] =>
  entries.map((entry, index) =>
    entry.type === 'user' && index === entries.length - 1 && shot !== null
      ? { ...entry, parts: [...entry.parts, { type: 'shot', shot }] }
      : entry,
  )
