import { audioWiresOf, UPSTREAM_FACING } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Answering } from '../../../bodies/prepared.ts'
import type { Operation } from '../../generation/operation.ts'

/** Text to speech. The audio is relayed as it arrives, in the requested format. */
export const speech: Operation<Extract<Answering, { type: 'spoken' }>> = {
  name: 'speech',
  isOptional: true,
  isServedIn: (dialect) => hasOperation(dialect, 'speech'),
  open: (_generation, { provider, upstreamModel: model }, { losses, path, answering: { request } }) => {
    const wire = audioWiresOf(provider.dialect, provider.quirks).speech
    return {
      url: operationUrl(provider, 'speech', { model, path }),
      losses,
      readError: UPSTREAM_FACING[provider.dialect].readError,
      readWhole: () => {
        throw new Error('sound is no text')
      },
      stream: null,
      sound: {
        answer: wire.answerTo(request),
        request,
        speed: wire.speedLeft(request),
        counted: { quantities: { characters: request.input.length }, attributes: {} },
      },
    }
  },
}
