import { passModerationResult, readModerationId, UPSTREAM_FACING } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import type { Answering } from '../../../bodies/prepared.ts'
import type { Operation } from '../../generation/operation.ts'
import { namesOf } from '../../generation/generation.ts'

/** Moderations: passed through to providers that have them. */
export const moderations: Operation<Extract<Answering, { type: 'moderated' }>> = {
  name: 'moderations',
  isOptional: true,
  isServedIn: (dialect) => hasOperation(dialect, 'moderations'),
  open: (generation, { model, provider, upstreamModel }, { losses }) => ({
    url: operationUrl(provider, 'moderations', { model: upstreamModel }),
    losses,
    readError: UPSTREAM_FACING[provider.dialect].readError,
    readWhole: (body, text) => {
      const id = readModerationId(body)
      const print = (closing: Parameters<typeof passModerationResult>[2]): string =>
        passModerationResult(text, namesOf(generation, { model }), closing)
      return { ...(id === undefined ? {} : { id }), texts: [], print }
    },
    stream: null,
  }),
}
