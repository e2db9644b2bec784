import { defineDirect } from '@gptget/contracts'
import { z } from 'zod'

/** A body of which the serving side tells what it got. */
export const counted = defineDirect(
  'test.counted',
  z.object({ mode: z.enum(['count', 'unreachable', 'refuse', 'vanish']) }),
  z.object({ byteLength: z.number(), sha256: z.string(), postedCount: z.number() }),
)
