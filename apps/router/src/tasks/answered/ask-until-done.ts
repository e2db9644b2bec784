import { FaultError } from '@gptget/protocol'
import { mayFollow } from '@gptget/providers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RouterContext } from '../../context.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import { sendCall, type Sent } from '../provider/send-call.ts'
import type { Job } from './make-files.ts'

/** The maximum time for an answer, including all polls. */
const LONGEST_MS = 600_000
const WAIT_MS = 1_500
/** Polling stops after this many consecutive failures. */
const MOST_FAILURES = 20

type Asked = TaskProvider & { model: string }

/**
 * Sends a request to a provider, and polls while the provider is still working.
 * @throws FaultError if the provider reports a failure
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

/** It was accepted, but its outcome is unknown. */
const LOST: Sent = {
  type: 'lost',
  isSent: true,
  error: new Error('the provider did not finish in time'),
}

/** The URL to poll; null if the answer is complete. */
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
    message: 'The provider did not return a URL for its answer.',
  })
}
