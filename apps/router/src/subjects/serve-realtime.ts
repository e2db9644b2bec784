import { planRealtime } from '@gptget/contracts'
import type { RouterContext } from '../context.ts'
import { planSessions } from '../realtime/plan-sessions.ts'

/** Says where realtime sessions can be relayed to. The realtime service relays them. */
export const serveRealtime = (context: RouterContext): void =>
  context.bus.serve(planRealtime, (request) => planSessions(context, request))
