import type { ScriptedUpstream, UpstreamDialect } from '@gptget/testkit'
import { PRICE, scriptedProvider } from '../platform/scripted-config.ts'
import type { PlatformOptions } from '../platform/start-platform.ts'
import { UPSTREAMS } from './outcomes.ts'

/** The public id of the model behind a provider of this dialect. */
export const modelFor = (upstream: UpstreamDialect, isBroken: boolean): string =>
  `test/${upstream}${isBroken ? '-broken' : ''}`

const nameOf = (id: string): string => id.replace('test/', 'scripted-')

/** A provider for each dialect, and another for each failure, so that its health is separate. */
export const conformancePlatform = (upstream: ScriptedUpstream): PlatformOptions => {
  const entries = UPSTREAMS.flatMap((dialect) =>
    [false, true].map((isBroken) => ({ dialect, id: modelFor(dialect, isBroken) })),
  )
  return {
    config: {
      providers: Object.fromEntries(
        entries.map(({ dialect, id }) => [
          nameOf(id),
          { ...scriptedProvider(upstream.baseUrl(dialect)), dialect },
        ]),
      ),
      models: Object.fromEntries(
        entries.map(({ id }) => [id, { routes: [{ provider: nameOf(id), model: 'any' }], price: PRICE }]),
      ),
    },
  }
}
