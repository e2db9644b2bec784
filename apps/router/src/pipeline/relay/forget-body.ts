import { dropBody, LargeBody } from '@gptget/threads'
import { readHeadOf, turnOf } from '../generation/generation.ts'
import type { Attempt } from '../generation/attempt-outcome.ts'

/**
 * Called once no other provider can be called: a large body is then only needed for its tokens, in case no one reports
 * them. Its memory is freed for others while the answer continues.
 */
export const forgetBody = ({ context, generation }: Attempt): void => {
  // It is stored with its answer.
  if (generation.stream.head.storage !== null) return
  delete generation.fetched
  if (generation.body instanceof LargeBody) void forget(context, generation, generation.body)
}

const forget = async (
  { threads, logger }: Attempt['context'],
  generation: Attempt['generation'],
  body: LargeBody,
): Promise<void> => {
  try {
    const head = readHeadOf(generation)
    generation.countable = await threads.run('readCountable', body, head, turnOf(generation))
    generation.body = Buffer.alloc(0)
    dropBody(body)
    generation.leaveRoom()
  } catch (error) {
    // It stays until the end of the answer.
    logger.warn({ err: error }, 'the tokens of a large request could not be read')
  }
}
