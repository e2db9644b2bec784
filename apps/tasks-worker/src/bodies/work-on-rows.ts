import { LARGE_BODY_BYTES, LargeBody, workOn } from '@gptget/threads'
import type { Threads } from '@gptget/threads'
import type { TasksWorks } from './jobs.ts'

type Work = TasksWorks[keyof TasksWorks]
type Working = { threads: Threads<TasksWorks> }

const NO_BODY = Buffer.alloc(0)

/** Works on rows of an account: at once, or in a thread if their `texts` are long. */
export const workOnRows = <Own extends Readonly<Record<string, Work>>>(
  { threads }: Working,
  works: Own,
  input: Parameters<Own[keyof Own]>[1],
  { accountId, texts }: { accountId: string; texts: readonly string[] },
): Promise<ReturnType<Own[keyof Own]>> => {
  const byteLength = texts.reduce((sum, text) => sum + text.length, 0)
  const body = byteLength > LARGE_BODY_BYTES ? new LargeBody([new Uint8Array(0)]) : NO_BODY
  return workOn(threads as never, works as never, body, input as never, { caller: accountId, byteLength })
}
