import { BusError } from '@gptget/bus'
import { prune, StreamFailure, type Entry, type Turn } from '@gptget/computer-use'
import { ERRORS, PublicError, toPublicError, type ErrorCode } from '@gptget/errors'
import type { Context } from '../../context.ts'
import { doCalls, type Acted, type Agreed } from '../act/do-calls.ts'
import type { ActiveRun } from '../active/active-run.ts'
import { ModelRefusal } from '../ask/ask-model.ts'
import { askStep, type Asking } from '../ask/ask-step.ts'
import type { Gallery } from '../act/gallery.ts'
import { describeAction } from '../act/describe-action.ts'
import { checksOf, type Pending } from './conversation-of.ts'
import type { Progress } from './progress.ts'
import { REPEATED, Repeats } from './repeats.ts'
import { stopped, whyStop, type Ending } from './why-stop.ts'

/** The outcome of a run's loop. */
export type Driven = {
  ending: Ending
  steps: number
  text: string
  pending: Pending | null
  /** Why it failed, if it did. */
  failure: PublicError | null
}

export type Drive = {
  asking: Asking
  gallery: Gallery
  progress: Progress
  /** What a person approved of a turn that waits. */
  agreed: { turn: Turn; checks: Agreed } | null
}

/**
 * Takes a screenshot, calls the model, performs its actions, waits until the screen has settled, and repeats this until
 * there is a reason to stop. Never rejects.
 */
export const driveRun = async (context: Context, run: ActiveRun, drive: Drive): Promise<Driven> => {
  const loop = new Loop(context, run, drive)
  try {
    return await loop.run()
  } catch (error) {
    if (run.signal.aborted) return loop.endedBy(stopped(run))
    const failure = failureOf(context, error, run)
    return loop.endedBy(
      { reason: failure.status === 402 ? 'budget' : 'error', error: failure.message },
      failure,
    )
  }
}

class Loop {
  readonly #context: Context
  readonly #run: ActiveRun
  readonly #drive: Drive
  readonly #repeats = new Repeats()
  #step = 0
  #text = ''

  constructor(context: Context, run: ActiveRun, drive: Drive) {
    this.#context = context
    this.#run = run
    this.#drive = drive
  }

  async run(): Promise<Driven> {
    const { agreed, asking } = this.#drive
    if (agreed !== null)
      this.#add(await doCalls(this.#run, { step: 0, calls: agreed.turn.calls, agreed: agreed.checks }))
    for (;;) {
      await this.#run.whenFree()
      // A cost limit is checked against the cost of the steps so far.
      if (this.#run.plan.request.max_cost !== undefined) await asking.charges.settled()
      const now = { step: this.#step, charges: asking.charges }
      const ending = whyStop(this.#run, now) ?? (await this.#takeStep())
      if (ending !== null) return 'pending' in ending ? ending : this.endedBy(ending)
    }
  }

  endedBy(ending: Ending, failure: PublicError | null = null): Driven {
    return { ending, steps: this.#step, text: this.#text, pending: null, failure }
  }

  async #takeStep(): Promise<Ending | Driven | null> {
    const { asking } = this.#drive
    this.#step += 1
    this.#run.tell({ type: 'step', step: this.#step })
    asking.entries = prune(asking.entries)
    const { takeovers } = this.#run
    const turn = await askStep(this.#context, this.#run, asking, this.#step)
    asking.entries.push({ type: 'turn', turn })
    this.#text = turn.text
    if (turn.finish !== 'calls') return { reason: turn.finish, error: null }
    const checks = checksOf(turn)
    if (checks.size > 0) return this.#ask(turn)
    return this.#add(await doCalls(this.#run, { step: this.#step, calls: turn.calls, takeovers }))
  }

  /** Keeps the result of a turn for the model, and reports it to the caller. */
  #add({ results, shown }: Acted): Ending | null {
    const repeated = this.#repeats.note(
      results.map(({ call }) => call),
      shown?.shot ?? null,
    )
    const notes = repeated === 'tell' ? [REPEATED] : []
    const entry: Entry = { type: 'results', results, notes }
    this.#drive.asking.entries.push(entry)
    if (shown !== null) this.#drive.gallery.add(this.#step, shown)
    this.#drive.progress.save(this.#run, this.#drive.asking, { steps: this.#step, text: this.#text })
    return repeated === 'end' ? { reason: 'repeating', error: REPEATED } : null
  }

  /** We never approve what the vendor wants a person to approve. */
  #ask(turn: Turn): Driven {
    const messages = turn.calls.flatMap(({ checks }) => checks.map(({ message }) => message))
    const actions = turn.calls
      .flatMap(({ asked }) => asked)
      .flatMap((asked) => ('action' in asked ? [describeAction(asked.action)] : []))
    const id = `confirm_${this.#context.makeId()}`
    const pending: Pending = { id, message: messages.join(' '), actions, turn }
    this.#run.tell({ type: 'confirmation_required', id, message: pending.message, actions })
    const ending: Ending = { reason: 'confirmation', error: null }
    const text = `${this.#text}\n\n${pending.message}`.trim()
    return { ending, steps: this.#step, text, pending, failure: null }
  }
}

/** The failure as the caller sees it; the rest is for the operator. */
const failureOf = ({ logger }: Context, error: unknown, { plan }: ActiveRun): PublicError => {
  if (error instanceof ModelRefusal) return new PublicError(codeOf(error), error.message, {}, error)
  if (error instanceof StreamFailure) return new PublicError('provider_unavailable', error.message, {}, error)
  if (error instanceof BusError)
    return new PublicError('service_unavailable', 'The model cannot be called right now. Retry.', {}, error)
  if (error instanceof PublicError) return error
  logger.error({ err: error, runId: plan.runId }, 'a run failed')
  return toPublicError(error)
}

/** A dialect without our codes has a status. */
const codeOf = ({ code, status }: ModelRefusal): ErrorCode => {
  if (Object.hasOwn(ERRORS, code)) return code as ErrorCode
  if (status === 402) return 'insufficient_credits'
  if (status === 404) return 'model_not_found'
  if (status === 429) return 'rate_limit_exceeded'
  return status < 500 ? 'invalid_request' : 'provider_unavailable'
}
