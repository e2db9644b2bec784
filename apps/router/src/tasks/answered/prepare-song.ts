import type { submitTask as submitSubject } from '@gptget/contracts'
import type { SongWire } from '@gptget/protocol'
import type { z } from 'zod'
import type { Job } from './make-files.ts'

type Asked = z.output<(typeof submitSubject)['head']>

/** A request for one song. @throws PublicError if the provider lacks a requested feature */
export const prepareSong = ({ request, route, taskId, type }: Asked, wire: SongWire): Job => ({
  kind: 'audio',
  count: 1,
  call: wire.writeRequest({
    ...request,
    type,
    taskId,
    model: route.upstreamModel,
    images: [],
    parent: null,
    webhookUrl: null,
  }),
  read: (body) => ({ files: wire.readResult(body).slice(0, 1), tokens: {} }),
})
