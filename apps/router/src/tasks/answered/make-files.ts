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

/** What one answer is to hold, and how it is asked for and read. */
export type Job = {
  kind: 'image' | 'audio'
  /** How many files were asked for. */
  count: number
  call: Call
  next?: NonNullable<ImageWire['next']>
  /** @throws FaultError when the body is no answer */
  read(body: unknown): { files: readonly MadeImage[]; tokens: TaskQuantities }
}

/** Has files made and stored: what is accepted is here already, under the task's own id. */
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

/** What one provider refuses for its content is not asked of others. */
const refusedFor = ({ code, message }: Pick<Fault, 'code' | 'message'>): SubmitOutcome => ({
  type: 'refused',
  failure: { code, message },
  retry: code === 'content_policy_violation' ? 'no' : 'elsewhere',
})
