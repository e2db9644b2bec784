import type { cancelUpstreamTask, findTask as findSubject } from '@gptget/contracts'
import type { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { placeholdersOf } from './provider/load-images.ts'
import { findStored, isStored } from './answered/stored-files.ts'
import { providerOf } from './provider/route-of-task.ts'
import { sendCall } from './provider/send-call.ts'
import { wayOf } from './provider/task-way.ts'

/** Asks the provider to stop. The next poll says whether it did. */
export const cancelTask = async (
  context: RouterContext,
  { route, handle }: z.output<(typeof cancelUpstreamTask)['request']>,
): Promise<z.output<(typeof cancelUpstreamTask)['response']>> => {
  const provider = providerOf(context, route)
  if (isStored(handle) || provider.wire.cancel === undefined) return { outcome: 'unsupported' }
  const call = provider.wire.cancel(handle)
  const sent = await sendCall(context, { ...provider, model: route.upstreamModel }, call)
  return { outcome: sent.type === 'lost' || sent.answer.status >= 500 ? 'unreachable' : 'asked' }
}

/** Looks up an unconfirmed task by our id. `isCertain`: the provider says that it does not exist. */
export const findTask = async (
  context: RouterContext,
  { accountId, route, taskId, type, request }: z.output<(typeof findSubject)['request']>,
): Promise<z.output<(typeof findSubject)['response']>> => {
  const provider = providerOf(context, route)
  const { wire } = provider
  const model = route.upstreamModel
  if (wayOf(provider.provider, type, ['image'])?.type === 'answered')
    return {
      handle: await findStored(context, { accountId, taskId, type, request, route }),
      isCertain: false,
    }
  if (wire.find === undefined) return { handle: null, isCertain: false }
  const images = placeholdersOf(request.images)
  const task = { ...request, type, taskId, images, parent: null, webhookUrl: null, model }
  const sent = await sendCall(context, { ...provider, model }, wire.find(task))
  if (sent.type === 'lost' || sent.answer.status >= 500) return { handle: null, isCertain: false }
  const handle = wire.readFound!(sent.answer, task)
  return { handle, isCertain: handle === null }
}
