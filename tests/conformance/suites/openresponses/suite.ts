import { transcript } from '@gptget/testkit'
import { UPSTREAMS } from '../../outcomes.ts'
import { readCoderRequest, refusalOf } from '../coder-request.ts'
import { modelFor } from '../start-world.ts'
import type { Check, Suite } from '../suite.ts'
import { CASES, type Case } from './cases.ts'
import type { Server } from './server.ts'

export const openResponses: Suite = {
  name: 'openresponses',
  title: 'Open Responses compliance',
  packages: { registry: 'none', pins: ['2026-04-24'] },
  shows: 'the published cases, over HTTP and WebSocket',
  run: async ({ upstream: provider, origin, apiKey }) => {
    const checks: Check[] = []
    for (const upstream of UPSTREAMS) {
      provider.clear()
      provider.script({
        match: { model: 'scripted:coder' },
        choose: ({ json }) => {
          const refusal = refusalOf(upstream, json)
          if (refusal !== undefined) return { faults: [{ kind: 'status', status: 400, message: refusal }] }
          const hasTools = readCoderRequest(upstream, json).tools.length > 0
          return { transcript: hasTools ? CALLS : SAYS }
        },
      })
      const server = { baseUrl: `${origin}/v1`, apiKey, model: modelFor(upstream) }
      for (const item of CASES) checks.push({ name: item.name, upstream, ...(await failureOf(item, server)) })
    }
    return checks
  },
}

const SAYS = transcript({ reasoning: ['Let', ' me', ' see', '.'] })
const CALLS = transcript({
  toolCalls: [{ id: 'call_up_1', name: 'get_weather', argumentPieces: ['{"location":', '"Paris"}'] }],
})

const failureOf = async (item: Case, server: Server): Promise<{ failure?: string }> => {
  try {
    await item.run(server)
    return {}
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
