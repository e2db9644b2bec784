import { edgeLeaving } from '@gptget/contracts'
import { startSweeper, type Sweeper } from '@gptget/runtime'
import type { EdgeContext } from '../context.ts'

/** How soon a service is told about a connection that was opened while the edge was already stopping. */
const INTERVAL_MS = 1_000

type Context = Pick<EdgeContext, 'bus' | 'edgeId' | 'shutdown' | 'logger'>

/**
 * When this edge stops, the services end the WebSockets that it forwards, according to their own protocols: an edge
 * only sees bytes and cannot know when an answer has ended.
 */
export const endForwarded = ({ bus, edgeId, shutdown, logger }: Context): Sweeper => {
  // If everything is closed already, there is no one to notify.
  const say = (): void => {
    if (bus.isConnected()) bus.emit(edgeLeaving, { edgeId, isCut: shutdown.cut.aborted })
  }
  shutdown.cut.addEventListener('abort', say, { once: true })
  return startSweeper({
    intervalMs: INTERVAL_MS,
    startsAtOnce: true,
    sweep: async () => {
      await shutdown.graceOver
      say()
    },
    onError: (error) => logger.error({ err: error }, 'services were not told that this edge stops'),
  })
}
