import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, vi } from 'vitest'
import type { ScriptedUpstream } from '@gptget/testkit'
import type { PlatformOptions } from '../platform/start-platform.ts'
import { usePlatform, type World } from '../platform/use-platform.ts'
import { callerOf, newComputer, whyNoDesktops, type Call, type Computer } from './desktops.ts'

/** A timeout for events that are fast on a quiet machine. */
export const SOON = { timeout: 40_000, interval: 100 }

/** A browser starts slowly if several tests share two processors. */
const TEST_TIMEOUT_MS = 120_000

export type Desktops = { world: World; call: Call; newComputer(fields?: object): Promise<Computer> }

/** Tests that need real desktops. If the machine has none, the name states the reason. */
export const describeWhereDesktops = (name: string, body: () => void): void => {
  const reason = whyNoDesktops()
  describe.skipIf(reason !== null)(`${name}${reason === null ? '' : ` — NOT RUN: ${reason}`}`, () => {
    body()
  })
}

/** Tests on a platform with real desktops and its own disks. If the machine has none, the name states the reason. */
export const describeDesktops = (
  name: string,
  body: (desktops: Desktops) => void,
  env: Record<string, string> = {},
  more: (upstream: ScriptedUpstream) => Partial<PlatformOptions> = () => ({}),
): void =>
  describeWhereDesktops(name, () => {
    vi.setConfig({ testTimeout: TEST_TIMEOUT_MS, hookTimeout: TEST_TIMEOUT_MS })
    const world = usePlatform((upstream) => ({
      config: { providers: {}, models: {} },
      computers: 1,
      env: {
        COMPUTERS_DIR: mkdtempSync(path.join(tmpdir(), 'gptget-computers-')),
        COMPUTERS_DRIVER: 'bwrap',
        ...env,
      },
      ...more(upstream),
    }))
    const call = callerOf(world, () => world.account.apiKey)
    body({ world, call, newComputer: (fields) => newComputer(call, fields) })
  })
