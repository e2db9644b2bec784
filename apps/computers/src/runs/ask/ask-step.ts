import { BusError } from '@gptget/bus'
import { StreamFailure, STYLES, type Entry, type Turn } from '@gptget/computer-use'
import type { ComputerTool } from '@gptget/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../../context.ts'
import type { ActiveRun } from '../active/active-run.ts'
import { askModel, ModelRefusal } from './ask-model.ts'
import type { Charges } from './charges.ts'

/** What is kept between steps. */
export type Asking = {
  entries: Entry[]
  /** The possible tools; the first is the run's once it was answered. */
  tools: readonly ComputerTool[]
  isToolKnown: boolean
  charges: Charges
  /** When the previous answer ended: the time until the next request is measured. */
  answeredAtMs: number | null
}

const ATTEMPTS = 4
const PAUSE_MS = [500, 2_000, 5_000]
const MOST_PAUSE_MS = 30_000

/**
 * Calls the model for its next turn: with the next tool if one is refused, again if the call failed.
 * @throws ModelRefusal, StreamFailure, BusError if it finally failed
 */
export const askStep = async (
  context: Context,
  run: ActiveRun,
  asking: Asking,
  step: number,
): Promise<Turn> => {
  for (let attempt = 1; ;) {
    try {
      const turn = await askOnce(context, run, asking, step)
      learnTool(context, run, asking)
      return turn
    } catch (error) {
      run.signal.throwIfAborted()
      if (isToolRefusal(error, asking)) {
        asking.tools = asking.tools.slice(1)
        continue
      }
      const pauseMs = attempt < ATTEMPTS ? pauseAfter(error, attempt) : null
      if (pauseMs === null) throw error
      attempt += 1
      run.tell({ type: 'step.retried', step, message: (error as Error).message })
      await sleep(pauseMs, undefined, { signal: run.signal })
    }
  }
}

const learnTool = ({ knownTools }: Context, { plan }: ActiveRun, asking: Asking): void => {
  if (asking.isToolKnown) return
  asking.isToolKnown = true
  // Which tool a model accepts is learned once.
  if (asking.tools[0] !== plan.tools[0]) knownTools.set(plan.request.model, asking.tools[0]!)
}

/** Only before the first answer: later, a 400 is about the content. */
const isToolRefusal = (error: unknown, { isToolKnown, tools }: Asking): boolean =>
  !isToolKnown &&
  tools.length > 1 &&
  error instanceof ModelRefusal &&
  [400, 404, 422].includes(error.status) &&
  !NOT_OF_TOOL.includes(error.code)

const NOT_OF_TOOL = [
  'model_not_found',
  'model_not_allowed',
  'model_not_configured',
  'context_length_exceeded',
]

/** How long to wait before it is repeated; null if that would not help. */
const pauseAfter = (error: unknown, attempt: number): number | null => {
  const pauseMs = PAUSE_MS[attempt - 1] ?? MOST_PAUSE_MS
  if (error instanceof StreamFailure) return pauseMs
  if (error instanceof BusError) return error.code === 'cancelled' ? null : pauseMs
  if (!(error instanceof ModelRefusal)) return null
  if (error.status !== 429 && error.status < 500) return null
  return Math.min(error.retryAfterMs ?? pauseMs, MOST_PAUSE_MS)
}

const askOnce = async (context: Context, run: ActiveRun, asking: Asking, step: number): Promise<Turn> => {
  const { plan } = run
  const style = STYLES[asking.tools[0]!]
  const { request } = plan
  const written = style.write({
    model: request.model,
    instructions: plan.instructions,
    entries: asking.entries,
    scale: plan.scale,
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    temperature: request.temperature ?? null,
    effort: request.reasoning_effort ?? null,
  })
  const provider = providerOf(run, asking)
  let generationId: string | null = null
  if (asking.answeredAtMs !== null)
    context.metrics.betweenSteps.observe((performance.now() - asking.answeredAtMs) / 1_000)
  try {
    const { turn } = await askModel(context.bus, {
      keyHash: plan.keyHash,
      headers: headersOf(run),
      written: provider === null ? written : { ...written, body: { ...written.body, provider } },
      createReader: () => style.read(plan.scale),
      signal: run.signal,
      onBegun: (id) => {
        generationId = id
        run.begin(null)
      },
      onHeard: ({ type, text }) => run.tell({ type, step, text }),
    })
    asking.answeredAtMs = performance.now()
    return turn
  } finally {
    if (generationId !== null) noteCharge(run, asking.charges, { step, generationId })
  }
}

const noteCharge = (run: ActiveRun, charges: Charges, asked: { step: number; generationId: string }): void =>
  charges.lookFor(asked, ({ costNanoUsd, generationId, step }) =>
    run.tell({ type: 'step.finished', step, generation_id: generationId, cost: Number(costNanoUsd) / 1e9 }),
  )

const headersOf = ({ plan }: ActiveRun): Record<string, string> => ({
  // Requests of one thread use the same route, so that the provider's cache is used.
  'x-session-id': plan.threadId,
  ...(plan.userAgent === null ? {} : { 'user-agent': plan.userAgent }),
})

/**
 * The provider that answered first answers all steps: only it can use its signed and cached reasoning. Only a plain
 * function may move to another one, if the first fails.
 */
const providerOf = ({ plan }: ActiveRun, { charges, tools }: Asking): object | null => {
  const asked = plan.request.provider ?? null
  const first = charges.all[0]?.provider ?? null
  if (first === null) return asked
  return { ...asked, order: [first], ...(tools[0] === 'function' ? {} : { allow_fallbacks: false }) }
}
