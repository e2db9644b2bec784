import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, vi } from 'vitest'
import { PRICE, scriptedProvider } from '../platform/scripted-config.ts'
import type { OperatorConfig, PlatformOptions } from '../platform/start-platform.ts'
import { usePlatform, type World } from '../platform/use-platform.ts'
import type { ScriptedUpstream } from '@gptget/testkit'
import { callerOf, newComputer, whyNoDesktops, type Call, type Computer } from './desktops.ts'
import { play, VENDORS, type ScriptedTurn, type Vendor } from './scripted-model.ts'

const PATIENCE_MS = 180_000

/** A model for each style of computer tool, served by a provider of its vendor's dialect. */
export const agentConfig = (upstream: ScriptedUpstream): OperatorConfig => ({
  providers: Object.fromEntries(
    Object.values(VENDORS).map(({ dialect, baseUrl }) => [
      `scripted-${dialect}`,
      { ...scriptedProvider(upstream.baseUrl(baseUrl)), dialect },
    ]),
  ),
  models: Object.fromEntries(
    Object.values(VENDORS).map(({ model, dialect }) => [
      modelOf({ model }),
      {
        routes: [{ provider: `scripted-${dialect}`, model }],
        price: PRICE,
        input_modalities: ['text', 'image'],
      },
    ]),
  ),
})

export const modelOf = ({ model }: Pick<Vendor, 'model'>): string => `test/${model}`

export type Agents = {
  world: World
  call: Call
  newComputer(fields?: object): Promise<Computer>
  /** Sets the turns that a vendor's model plays. */
  script(vendor: Vendor, turns: readonly ScriptedTurn[]): void
}

/** Tests of models that use real desktops. If the machine has none, the name states the reason. */
export const describeAgents = (
  name: string,
  body: (agents: Agents) => void,
  options: Partial<PlatformOptions> = {},
): void => {
  const reason = whyNoDesktops()
  describe.skipIf(reason !== null)(`${name}${reason === null ? '' : ` — NOT RUN: ${reason}`}`, () => {
    const world = usePlatform((upstream) => ({
      config: agentConfig(upstream),
      computers: 1,
      ...options,
      env: {
        COMPUTERS_DIR: mkdtempSync(path.join(tmpdir(), 'gptget-computers-')),
        COMPUTERS_DRIVER: 'bwrap',
        ...options.env,
      },
    }))
    vi.setConfig({ testTimeout: PATIENCE_MS })
    const call = callerOf(world, () => world.account.apiKey)
    body({
      world,
      call,
      newComputer: (fields) => newComputer(call, fields),
      script: (vendor, turns) =>
        world.upstream.script({ match: { model: vendor.model }, choose: play(vendor, turns) }),
    })
  })
}
