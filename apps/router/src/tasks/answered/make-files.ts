import type { SubmitOutcome, submitTask as submitSubject, TaskQuantities } from '@gptget/contracts'
import { FaultError, refusalOf } from '@gptget/protocol'
import type { Fault, ImageWire, MadeImage } from '@gptget/protocol'
import type { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import type { Call } from '../provider/send-call.ts'
import { askUntilDone } from './ask-until-done.ts'
import { storeFiles } from './store-files.ts'
import { storedHandle } from './stored-files.ts'

type Asked = z.output<(typeof submitSubject)['head']>

/** The request for an answer with files, and how to read the answer. */
export type Job = {
  kind: 'image' | 'audio'
  /** The number of requested files. */
  count: number
  call: Call
  next?: NonNullable<ImageWire['next']>
  /** @throws FaultError if the body is not a valid answer */
  read(body: unknown): { files: readonly MadeImage[]; tokens: TaskQuantities }
}

/** Creates and stores files. When it resolves, they are stored under the task's id. */
export const makeFiles = async (
  context: RouterContext,
  asked: Asked,
  provider: TaskProvider,
  job: Job,
): Promise<SubmitOutcome> => {
  try {
    const sent = await askUntilDone(context, { ...provider, model: asked.route.upstreamModel }, job)
    if (sent.type === 'lost')
      return sent.isSent
        ? { type: 'unknown', reason: 'The provider did not answer.' }
        : refusedFor({ code: 'provider_unavailable', message: 'The provider could not be reached.' })
    return refusalOf(sent.answer) ?? (await keep(context, asked, job, sent.answer.body))
  } catch (error) {
    if (error instanceof FaultError) return refusedFor(error.fault)
    throw error
  }
}

const keep = async (
  context: RouterContext,
  asked: Asked,
  job: Job,
  body: unknown,
): Promise<SubmitOutcome> => {
  const { files, tokens } = job.read(body)
  const failure = await storeFiles(context, asked, job.kind, files)
  if (failure !== null) return { type: 'refused', failure, retry: 'no' }
  return { type: 'accepted', handle: storedHandle(tokens, job.count / files.length, asked.route.quantities) }
}

/** If one provider refuses the content, others are not tried. */
const refusedFor = ({ code, message }: Pick<Fault, 'code' | 'message'>): SubmitOutcome => ({
  type: 'refused',
  failure: { code, message },
  retry: code === 'content_policy_violation' ? 'no' : 'elsewhere',
})
