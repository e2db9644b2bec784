import { FaultError } from '@gptget/protocol'
import { mayFollow } from '@gptget/providers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RouterContext } from '../../context.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import { sendCall, type Sent } from '../provider/send-call.ts'
import type { Job } from './make-files.ts'

/** The longest that an answer may take, with all that is asked again. */
const LONGEST_MS = 600_000
const WAIT_MS = 1_500
/** What went wrong so often in a row is not asked again. */
const MOST_FAILURES = 20

type Asked = TaskProvider & { model: string }

/**
 * Asks a provider, and again while it says that it is still at work.
 * @throws FaultError where it says that nothing will come of it
 */
export const askUntilDone = async (
  context: RouterContext,
  asked: Asked,
  { call, next }: Pick<Job, 'call' | 'next'>,
): Promise<Sent> => {
  const endsAtMs = context.now() + LONGEST_MS
  let sent = await sendCall(context, asked, call, LONGEST_MS)
  let url = nextUrl(asked, next, sent, null)
  for (let failures = 0; url !== null && failures < MOST_FAILURES && context.now() < endsAtMs;) {
    await sleep(WAIT_MS)
    const again = await sendCall(context, asked, { method: 'GET', url }, endsAtMs - context.now())
    const isFailed = again.type === 'lost' || again.answer.status === 429 || again.answer.status >= 500
    failures = isFailed ? failures + 1 : 0
    if (isFailed) continue
    sent = again
    url = nextUrl(asked, next, sent, url)
  }
  return url === null ? sent : LOST
}

/** It was taken, and its end cannot be seen. */
const LOST: Sent = {
  type: 'lost',
  isSent: true,
  error: new Error('the provider did not end its work in time'),
}

/** Where to ask again, null where there is nothing more to ask. */
const nextUrl = (
  { provider }: Asked,
  next: Job['next'],
  sent: Sent,
  before: string | null,
): string | null => {
  if (sent.type === 'lost' || sent.answer.status >= 400) return null
  const step = next?.(sent.answer.body) ?? null
  if (step === null) return null
  const url = step.url ?? before
  if (url !== null && mayFollow(provider, url)) return url
  throw new FaultError({
    code: 'provider_unavailable',
    message: 'The provider did not say where its answer will be.',
  })
}
