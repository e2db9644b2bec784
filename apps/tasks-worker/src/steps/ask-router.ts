import { exchange } from '@gptget/bus'
import type { ExchangeSubject } from '@gptget/contracts'
import type { z } from 'zod'
import type { Context } from '../context.ts'

/** Calls a router for long-running work, and reads its answer. @throws BusError, at once if the router died */
export const askRouter = async <Head extends z.ZodType, Answer extends z.ZodType>(
  { bus }: Pick<Context, 'bus'>,
  subject: ExchangeSubject<Head>,
  head: z.output<Head>,
  { answer, timeoutMs }: { answer: Answer; timeoutMs: number },
): Promise<z.output<Answer>> => {
  const bytes = await exchange(bus, subject, head, Buffer.alloc(0), timeoutMs)
  return answer.parse(JSON.parse(bytes.toString()))
}
