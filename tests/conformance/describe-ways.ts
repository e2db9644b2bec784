import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { usePlatform } from '../platform/use-platform.ts'
import { conformancePlatform } from './models.ts'
import { outcomeOf, UPSTREAMS } from './outcomes.ts'
import { runCell, type Headers } from './run-cell.ts'
import { SCENARIOS } from './scenarios.ts'
import type { Way } from './way.ts'

/** Runs every scenario for every way with every upstream dialect. Scenarios that an SDK cannot express are omitted. */
export const describeWays = (ways: Way[]): void => {
  const world = usePlatform(conformancePlatform)
  const headers: Headers = { losses: [], isStrict: false }
  beforeAll(() => listen(headers))
  afterAll(() => vi.unstubAllGlobals())
  afterAll(() => vi.unstubAllGlobals())

  describe.each(ways)('$name', (way) => {
    describe.each(UPSTREAMS)('on %s', (upstream) => {
      const sayable = SCENARIOS.filter((scenario) => outcomeOf(scenario, way, upstream).type !== 'unsayable')
      it.each(sayable)('$name', async (scenario) => {
        expect.hasAssertions()
        await runCell(world, { scenario, way, upstream }, headers)
      })
    })
  })
}

/** Reads the header with losses from every answer of any SDK, and can request strictness about them. */
const listen = (headers: Headers): void => {
  const original = globalThis.fetch
  const listening: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    if (headers.isStrict) request.headers.set('x-gptget-strict', 'true')
    const response = await original(request)
    const losses = response.headers.get('x-gptget-losses')
    if (losses !== null)
      headers.losses.push(...losses.split(', ').filter((loss) => !loss.endsWith('=ignored')))
    return response
  }
  vi.stubGlobal('fetch', listening)
}
