import type { Asked, Call, CallResult, DesktopAction } from '@gptget/computer-use'
import { PublicError } from '@gptget/errors'
import type { Screen } from '../../screen/screen.ts'
import type { ActiveRun } from '../active/active-run.ts'
import { doAction } from './do-action.ts'
import { describeAction } from './describe-action.ts'
import { settleAndShow, type Shown } from './settle-and-show.ts'

/** The sentence with which Anthropic's batches of actions are answered. */
const NOT_EXECUTED = 'Not executed: an earlier computer action in this turn failed.'
const TAKEN_OVER =
  'Not executed: a person used the computer meanwhile. Look at the current screen before you continue.'
const STOPPED = 'Not executed: the run was stopped.'

/** The result of a turn's calls: `isOnScreen` if one of them used the screen, which was then shown. */
export type Acted = { results: CallResult[]; shown: Shown | null }

/** The checks of each call that a person approved. */
export type Agreed = ReadonlyMap<string, Call['checks']>

/** `takeovers`: the number that the model had seen when it planned this. */
type Doing = { step: number; calls: readonly Call[]; agreed?: Agreed; takeovers?: number }

/**
 * Performs the calls of a turn in order until one fails: later ones were planned for another screen. Then the settled
 * screen is shown once. In any case, no key or button stays down after a failure.
 */
export const doCalls = (
  run: ActiveRun,
  { step, calls, agreed = new Map(), takeovers = run.takeovers }: Doing,
): Promise<Acted> =>
  run.live.inTurn(async () => {
    const screen = await run.live.screen()
    const state: State = { run, step, screen, failure: null, takeovers, hasActed: false }
    const results: CallResult[] = []
    for (const call of calls) results.push(await doCall(state, call, agreed))
    if (state.failure !== null) screen.releaseAll()
    const isOnScreen = calls.some(usesScreen)
    const shown =
      isOnScreen && !run.signal.aborted ? await settleAndShow(screen, run.plan.scale, run.signal) : null
    if (shown !== null) showWith(results, shown)
    return { results, shown }
  })

type State = {
  run: ActiveRun
  step: number
  screen: Screen
  failure: string | null
  takeovers: number
  /** Whether the previous action used the screen. */
  hasActed: boolean
}

/**
 * Between two actions of a turn: Chromium applies ctrl+a only some milliseconds later, and would replace the selection
 * by text typed just before that.
 */
const BETWEEN = { firstMs: 50, quietMs: 60, timeoutMs: 1_000 }

const OFF_SCREEN: readonly DesktopAction['type'][] = ['bash', 'edit']
const usesScreen = ({ asked }: Call): boolean =>
  asked.some((each) => 'error' in each || !OFF_SCREEN.includes(each.action.type))

/** The last call that used the screen shows it; an image of a part of it stays. */
const showWith = (results: CallResult[], { shot, isSettled }: Shown): void => {
  const last = results.findLast(({ call, image }) => usesScreen(call) && image === null)
  if (last === undefined) return
  last.image = shot
  if (!isSettled) last.texts.push('The screen is still changing.')
}

const doCall = async (state: State, call: Call, agreed: Agreed): Promise<CallResult> => {
  const result: CallResult = {
    call,
    texts: [],
    isError: false,
    image: null,
    acknowledged: agreed.get(call.id) ?? [],
  }
  for (const asked of call.asked) await doAsked(state, asked, result)
  return result
}

const doAsked = async (state: State, asked: Asked, result: CallResult): Promise<void> => {
  const { run, step } = state
  const name = { step, call_id: result.call.id }
  const told = 'action' in asked ? describeAction(asked.action) : { action: 'unknown', input: {} }
  run.tell({ type: 'action', ...name, ...told })
  const startedAt = performance.now()
  const end = (outcome: { ok: boolean; error?: string; output?: string }): void =>
    run.tell({ type: 'action.result', ...name, ...outcome, ms: Math.round(performance.now() - startedAt) })
  try {
    const text = await attempt(state, asked, result)
    end({ ok: true, ...(text === null ? {} : { output: text.slice(0, MAX_TOLD_CHARACTERS) }) })
  } catch (error) {
    const message = failureOf(error, run)
    state.failure ??= message === STOPPED ? STOPPED : NOT_EXECUTED
    result.isError = true
    result.texts.push(message)
    end({ ok: false, error: message })
  }
}

/** The part of a command's output in events. */
const MAX_TOLD_CHARACTERS = 2_000

/** @throws PublicError with a message for the model */
const attempt = async (state: State, asked: Asked, result: CallResult): Promise<string | null> => {
  const { run, screen } = state
  await run.whenFree()
  if (run.signal.aborted) throw refused(STOPPED)
  if (run.takeovers !== state.takeovers) throw refused(TAKEN_OVER)
  if (state.failure !== null) throw refused(state.failure)
  if ('error' in asked) throw refused(asked.error)
  const { scale } = run.plan
  if (state.hasActed) await screen.settle({ ...BETWEEN, signal: run.signal })
  state.hasActed = !OFF_SCREEN.includes(asked.action.type)
  const { text, image } = await doAction(run.live, screen, asked.action, { scale, signal: run.signal })
  if (text !== null) result.texts.push(text)
  if (image !== null) result.image = image
  return text
}

const refused = (message: string): PublicError => new PublicError('invalid_request', message)

/** @throws what is not the model's fault */
const failureOf = (error: unknown, run: ActiveRun): string => {
  if (run.signal.aborted) return STOPPED
  if (error instanceof PublicError && error.status < 500) return error.message
  throw error
}
