import { CHAT_PATH, type Target } from './target.ts'

/** No gateway: the base of the others' latency, and the maximum of upstream and load generator. */
export const direct: Target = {
  id: 'direct',
  title: 'direct to the upstream',
  does: 'nothing',
  prepare: async () => '-',
  start: async ({ upstreamUrl }) => ({
    endpoint: { origins: [upstreamUrl], path: CHAT_PATH, headers: {}, modelPrefix: '' },
    pids: [],
    stop: async () => {},
  }),
}
