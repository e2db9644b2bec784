import { CHAT_PATH, type Target } from './target.ts'

/** No gateway at all: what the others' latency is added to, and the most that upstream and load generator can do. */
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
