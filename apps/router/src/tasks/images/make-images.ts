import type { SubmitOutcome, submitTask as submitSubject } from '@gptget/contracts'
import { quantitiesOf } from '@gptget/money'
import { FaultError, refusalOf } from '@gptget/protocol'
import type {
  Fault,
  ImageBody,
  ImageRequest,
  ImageResult,
  ImageWire,
  LoadedImageRequest,
} from '@gptget/protocol'
import { operationUrl } from '@gptget/providers'
import type { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import { createMediaAccess } from '../../pipeline/generation/media-access.ts'
import { usageOf } from '../../pipeline/translate/operations/image-usage.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import { askForImages } from './ask-for-images.ts'
import { imageRequestOf } from './image-request.ts'
import { loadInputs } from './load-inputs.ts'
import { storeImages } from './store-images.ts'
import { storedHandle } from './stored-images.ts'

type Asked = z.output<(typeof submitSubject)['head']>
type Ready = { image: ImageRequest; url: string; body: ImageBody }

/** What is to be sent. @throws PublicError where a picture cannot be had, or the provider cannot be told all of it */
export const prepareImages = async (
  context: RouterContext,
  { accountId, taskId, request, route }: Asked,
  { provider }: TaskProvider,
  wire: ImageWire,
): Promise<Ready> => {
  const model = route.upstreamModel
  const image = imageRequestOf(request, model)
  const media = createMediaAccess(context.bus, { accountId, generationId: taskId })
  const loaded: LoadedImageRequest = { ...image, inputs: await loadInputs(media, request.images), mask: null }
  const { body, path } = wire.writeRequest(loaded, model)
  const operation = loaded.inputs.length > 0 ? 'imageEdits' : 'images'
  return { image, body, url: operationUrl(provider, operation, { model, path }) }
}

/** Has images made and stored: what is accepted is here already, under the task's own id. */
export const makeImages = async (
  context: RouterContext,
  asked: Asked,
  provider: TaskProvider,
  wire: ImageWire,
  { image, url, body }: Ready,
): Promise<SubmitOutcome> => {
  try {
    const how = { ...provider, model: asked.route.upstreamModel }
    const sent = await askForImages(context, how, wire, { method: 'POST', url, body })
    if (sent.type === 'lost')
      return sent.isSent
        ? { type: 'unknown', reason: 'The provider did not say what came of it.' }
        : refusedFor({ code: 'provider_unavailable', message: 'The provider could not be reached.' })
    const refusal = refusalOf(sent.answer)
    if (refusal !== null) return refusal
    return await keep(context, asked, image, wire.readResult(sent.answer.body))
  } catch (error) {
    if (error instanceof FaultError) return refusedFor(error.fault)
    throw error
  }
}

const keep = async (
  context: RouterContext,
  asked: Asked,
  image: ImageRequest,
  result: ImageResult,
): Promise<SubmitOutcome> => {
  const images = result.images.slice(0, image.count)
  const failure = await storeImages(context, asked, images)
  if (failure !== null) return { type: 'refused', failure, retry: 'no' }
  const usage = usageOf({ request: image, inputCount: asked.request.images.length }, { ...result, images })
  return {
    type: 'accepted',
    handle: storedHandle(quantitiesOf(usage), image.count / images.length, asked.route.quantities),
  }
}

/** What one provider refuses for its content is not asked of others. */
const refusedFor = ({ code, message }: Pick<Fault, 'code' | 'message'>): SubmitOutcome => ({
  type: 'refused',
  failure: { code, message },
  retry: code === 'content_policy_violation' ? 'no' : 'elsewhere',
})
