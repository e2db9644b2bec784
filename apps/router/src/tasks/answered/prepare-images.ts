import type { submitTask as submitSubject } from '@gptget/contracts'
import { quantitiesOf } from '@gptget/money'
import type { ImageWire, LoadedImageRequest } from '@gptget/protocol'
import { operationUrl } from '@gptget/providers'
import type { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import { createMediaLoading } from '../../pipeline/generation/media-access.ts'
import type { MediaShare } from '../../pipeline/generation/media-share.ts'
import { usageOf } from '../../pipeline/translate/operations/image-usage.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import { imageRequestOf } from './image-request.ts'
import { loadInputs } from './load-inputs.ts'
import type { Job } from './make-files.ts'

type Asked = z.output<(typeof submitSubject)['head']>

/** A request for images. @throws PublicError if an image is not available or the provider lacks a requested feature */
export const prepareImages = async (
  context: RouterContext,
  { accountId, taskId, request, route }: Asked,
  { provider }: TaskProvider,
  wire: ImageWire,
  share: MediaShare,
): Promise<Job> => {
  const model = route.upstreamModel
  const image = imageRequestOf(request, model)
  const media = createMediaLoading(context.bus, { accountId, generationId: taskId }, share)
  const loaded: LoadedImageRequest = {
    ...image,
    inputs: await loadInputs(media, request.images),
    mask: null,
  }
  const { body, path } = wire.writeRequest(loaded, model)
  const operation = loaded.inputs.length > 0 ? 'imageEdits' : 'images'
  return {
    kind: 'image',
    count: image.count,
    call: { method: 'POST', url: operationUrl(provider, operation, { model, path }), body },
    ...(wire.next ? { next: wire.next } : {}),
    read: (answer) => {
      const result = wire.readResult(answer)
      const images = result.images.slice(0, image.count)
      const usage = usageOf({ request: image, inputCount: request.images.length }, { ...result, images })
      return { files: images, tokens: quantitiesOf(usage) }
    },
  }
}
