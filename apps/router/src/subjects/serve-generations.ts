import { serveExchange } from '@gptget/bus'
import type { Announced } from '@gptget/bus'
import { countTokens, generate, readRouteStates, simulateRoute } from '@gptget/contracts'
import type { Leave } from '@gptget/threads'
import type { RouterContext } from '../context.ts'
import { runGeneration } from '../pipeline/run-generation.ts'
import { describeRoutes } from '../inspect/describe-routes.ts'
import { serveRecorded } from '../pipeline/record-stream/record-stream.ts'
import { serveRecordings } from './serve-recordings.ts'
import { simulate } from '../inspect/simulate-route.ts'
import { countRequestTokens } from '../token-counts/count-request-tokens.ts'

/** Serves generations, their recordings, and simulations and token counts. */
export const serveGenerations = (context: RouterContext): void => {
  const { bus, room } = context
  const enter = ({ model: caller }: { model: string }, announced: Announced): Promise<Leave> =>
    room.enter({ caller, ...announced })
  bus.serveStream(generate, (stream) => serveRecorded(context, stream, runGeneration))
  serveRecordings(context)
  bus.serve(readRouteStates, ({ isWhole }) => ({ routes: describeRoutes(context, isWhole) }))
  serveExchange(bus, simulateRoute, async (head, body) => simulate(context, head, body), enter)
  serveExchange(bus, countTokens, (head, body) => countRequestTokens(context, head, body), enter)
}
