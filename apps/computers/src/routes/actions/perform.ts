import {
  ACTION_NAMES,
  actionRequestSchemas,
  actionsRequestSchema,
  type Action,
  type ActionName,
} from '@gptget/api/schemas/computer-actions'
import { PublicError, toPublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { perform } from '../../actions/perform.ts'
import type { Context } from '../../context.ts'
import type { LiveComputer } from '../../live/live-computers.ts'
import { lookAfterwards } from '../../screen/look-afterwards.ts'
import type { Screen } from '../../screen/screen.ts'
import { audited, bodyOf } from '../../requests/asked.ts'

/** The recorded part of an action: never typed text. */
const detailOf = (action: Action): object =>
  action.type === 'type' ? { characters: [...action.text].length } : { ...action, type: undefined }

/** Keyboard and mouse: one call for each action, and one for several. */
export const performActionRoutes = (context: Context): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>()
  for (const name of ACTION_NAMES)
    app.post(`/v1/computers/:id/${name}`, requireKey(context), (c) => actOnce(context, c, name))
  return app.post('/v1/computers/:id/actions', requireKey(context), (c) => actInOrder(context, c))
}

const actOnce = async (context: Context, c: HonoContext<HttpEnv>, name: ActionName): Promise<Response> => {
  const { settle, screenshot, ...fields } = await bodyOf(context, c, actionRequestSchemas[name])
  const action = { type: name, ...fields } as Action
  const answer = await audited(context, c, { action: name, detail: detailOf(action) }, (live) =>
    live.inTurn(async () => {
      const screen = await live.screen()
      const done = await perform(live, screen, action, { signal: c.req.raw.signal })
      return { success: true, ...done, ...(await lookAfterwards(screen, { settle, screenshot })) }
    }),
  )
  return c.json(answer)
}

type StepResult = { type: string; success: boolean; error?: string }

const actInOrder = async (context: Context, c: HonoContext<HttpEnv>): Promise<Response> => {
  const { actions, ...after } = await bodyOf(context, c, actionsRequestSchema)
  const detail = { actions: actions.map((action) => ({ type: action.type, ...detailOf(action) })) }
  const answer = await audited(context, c, { action: 'actions', detail }, (live) =>
    live.inTurn(async () => {
      const screen = await live.screen()
      const results = await performEach(live, screen, actions, c.req.raw.signal)
      const success = results.every((result) => result.success)
      return { success, results, ...(await lookAfterwards(screen, after)) }
    }),
  )
  return c.json(answer)
}

/** The sentence with which Anthropic's batches of actions are answered. */
const NOT_EXECUTED = 'Not executed: an earlier computer action in this turn failed.'

/** The first failure ends a batch: later actions were planned for another screen. */
const performEach = async (
  live: LiveComputer,
  screen: Screen,
  actions: readonly Action[],
  signal: AbortSignal,
): Promise<StepResult[]> => {
  const results: StepResult[] = []
  let failure: PublicError | null = null
  for (const action of actions) {
    if (failure !== null) {
      results.push({ type: action.type, success: false, error: NOT_EXECUTED })
      continue
    }
    try {
      await perform(live, screen, action, { signal })
      results.push({ type: action.type, success: true })
    } catch (error) {
      if (!(error instanceof PublicError)) throw error
      failure = toPublicError(error)
      screen.releaseAll()
      results.push({ type: action.type, success: false, error: failure.message })
    }
  }
  return results
}
