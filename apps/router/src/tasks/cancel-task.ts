import type { cancelUpstreamTask, findTask as findSubject } from '@gptget/contracts'
import type { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { placeholdersOf } from './load-images.ts'
import { providerOf } from './route-of-task.ts'
import { sendCall } from './send-call.ts'

/** Asks the provider to stop. The next poll says whether it did. */
export const cancelTask = async (
  context: RouterContext,
  { route, handle }: z.output<(typeof cancelUpstreamTask)['request']>,
): Promise<z.output<(typeof cancelUpstreamTask)['response']>> => {
  const provider = providerOf(context, route)
  if (provider.wire.cancel === undefined) return { outcome: 'unsupported' }
  const call = provider.wire.cancel(handle)
  const sent = await sendCall(context, { ...provider, model: route.upstreamModel }, call)
  return { outcome: sent.type === 'lost' || sent.answer.status >= 500 ? 'unreachable' : 'asked' }
}

/** Looks up an unconfirmed task by our id. `isCertain`: the provider says that it does not exist. */
export const findTask = async (
  context: RouterContext,
  { route, taskId, type, request }: z.output<(typeof findSubject)['request']>,
): Promise<z.output<(typeof findSubject)['response']>> => {
  const provider = providerOf(context, route)
  const { wire } = provider
  if (wire.find === undefined) return { handle: null, isCertain: false }
  const images = placeholdersOf(request.images)
  const task = { ...request, type, taskId, images, parent: null, model: route.upstreamModel }
  const sent = await sendCall(context, { ...provider, model: route.upstreamModel }, wire.find(task))
  if (sent.type === 'lost' || sent.answer.status >= 500) return { handle: null, isCertain: false }
  const handle = wire.readFound!(sent.answer, task)
  return { handle, isCertain: handle === null }
}
