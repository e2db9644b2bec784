import { BusError } from '@gptget/bus'
import type { SubmitOutcome, submitTask as submitSubject } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { LoadedTask, Submitted } from '@gptget/protocol'
import type { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { MediaShare } from '../pipeline/generation/media-share.ts'
import { withoutSecrets } from '../upstream/blank-secrets.ts'
import { makeFiles, type Job } from './answered/make-files.ts'
import { prepareImages } from './answered/prepare-images.ts'
import { prepareSong } from './answered/prepare-song.ts'
import { loadImages } from './provider/load-images.ts'
import { providerOf, type TaskProvider } from './provider/route-of-task.ts'
import { sendCall } from './provider/send-call.ts'
import { modalitiesOf, pollMsOf, wayOf, type TaskWay } from './provider/task-way.ts'

type Asked = z.output<(typeof submitSubject)['head']>

/**
 * Asks a provider to start, once. If it was not sent or was refused, it did not start; without an answer, that is
 * unknown.
 */
export const submitTask = async (context: RouterContext, asked: Asked): Promise<SubmitOutcome> => {
  const share = new MediaShare(context.mediaBytes, asked.accountId)
  try {
    const ready = await prepare(() => prepareSubmission(context, asked, share))
    return 'refusal' in ready ? ready.refusal : cleaned(ready.provider, await ready.submit())
  } finally {
    share.release()
  }
}

type Ready = { provider: TaskProvider; submit: () => Promise<SubmitOutcome> }

const prepareSubmission = async (context: RouterContext, asked: Asked, share: MediaShare): Promise<Ready> => {
  const provider = providerOf(context, asked.route)
  const way = wayOf(provider.provider, asked.type, modalitiesOf(context, asked.model))
  if (way?.type !== 'answered') return prepareTask(context, asked, provider, share)
  const job = await prepareJob(context, asked, { provider, way, share })
  return { provider, submit: () => makeFiles(context, asked, provider, job) }
}

type Answered = {
  provider: TaskProvider
  way: Extract<TaskWay, { type: 'answered' }>
  /** The memory for its media. */
  share: MediaShare
}

const prepareJob = (
  context: RouterContext,
  asked: Asked,
  { provider, way, share }: Answered,
): Promise<Job> | Job =>
  way.makes === 'images'
    ? prepareImages(context, asked, provider, way.wire, share)
    : prepareSong(asked, way.wire)

const prepareTask = async (
  context: RouterContext,
  { route, accountId, request, type, taskId, parent, webhookUrl }: Asked,
  provider: TaskProvider,
  share: MediaShare,
): Promise<Ready> => {
  const images = await loadImages(context.bus, accountId, request.images, share)
  const task: LoadedTask = {
    ...request,
    type,
    taskId,
    parent,
    images,
    webhookUrl,
    model: route.upstreamModel,
  }
  const call = provider.wire.submit(task)
  return {
    provider,
    submit: async () => {
      const sent = await sendCall(context, { ...provider, model: route.upstreamModel }, call)
      if (sent.type === 'answered')
        return withPace(provider.wire.readSubmitted(sent.answer, task), provider, task)
      context.logger.warn({ err: sent.error, taskId, provider: route.providerId }, 'a task was not answered')
      if (sent.isSent) return { type: 'unknown', reason: 'The provider did not confirm the request.' }
      return refusal('provider_unavailable', 'The provider could not be reached.', 'elsewhere')
    },
  }
}

const withPace = (outcome: Submitted, { wire }: TaskProvider, task: LoadedTask): SubmitOutcome =>
  outcome.type === 'accepted'
    ? { ...outcome, pollMs: pollMsOf(wire, task), mostPerPoll: wire.mostPerPoll }
    : outcome

const cleaned = ({ provider }: TaskProvider, outcome: SubmitOutcome): SubmitOutcome =>
  outcome.type === 'refused'
    ? {
        ...outcome,
        failure: { ...outcome.failure, message: withoutSecrets(outcome.failure.message, provider) },
      }
    : outcome

/** A failure before anything is sent is a refusal. */
const prepare = async <Result>(work: () => Promise<Result>): Promise<Result | { refusal: SubmitOutcome }> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PublicError)
      return { refusal: refusal(error.code, error.message, error.isRetryable ? 'later' : 'elsewhere') }
    if (error instanceof BusError) {
      const isGone = error.code === 'not_found' || error.code === 'content_expired'
      const message = isGone ? 'An image of the request is no longer stored.' : 'Media cannot be read.'
      return { refusal: refusal('invalid_request', message, isGone ? 'no' : 'later') }
    }
    throw error
  }
}

const refusal = (code: string, message: string, retry: 'no' | 'elsewhere' | 'later'): SubmitOutcome => ({
  type: 'refused',
  failure: { code, message },
  retry,
})
