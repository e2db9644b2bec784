import { readTurn } from '@gptget/contracts'
import { explainFailure } from '@gptget/postgres'
import type { Context } from '../context.ts'
import { findTurn } from '../store/turn-rows.ts'

/** Returns the latencies of responses in sessions. */
export const serveTurns = (context: Context): void =>
  context.bus.serve(readTurn, async ({ accountId, responseId }) => {
    try {
      return { latency: await findTurn(context, accountId, responseId) }
    } catch (error) {
      throw explainFailure(error, 'The latency of this answer cannot be read right now. Retry.')
    }
  })
