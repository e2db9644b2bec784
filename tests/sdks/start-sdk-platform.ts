import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startScriptedUpstream } from '@gptget/testkit'
import { whyNoDesktops } from '../computers/desktops.ts'
import { startPlatform } from '../platform/start-platform.ts'
import { callerEnvironment, pageConfig, scriptPageModel } from './sdk-world.ts'

/** A platform of processes with real desktops, outside of any test. @throws Error where the machine has none. */
export const startSdkPlatform = async (): Promise<{
  environment(): Record<string, string>
  stop(): Promise<void>
}> => {
  const reason = whyNoDesktops()
  if (reason !== null) throw new Error(`There are no desktops here: ${reason}`)
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    config: pageConfig(upstream),
    computers: 1,
    env: {
      COMPUTERS_DIR: mkdtempSync(path.join(tmpdir(), 'gptget-computers-')),
      COMPUTERS_DRIVER: 'bwrap',
    },
  })
  const { accountId, apiKey } = await platform.admin.createAccount()
  const manager = await platform.admin.createManagementKey(accountId)
  scriptPageModel(upstream)
  return {
    environment: () => ({
      ...callerEnvironment(platform.baseUrl, apiKey),
      GPTGET_MANAGEMENT_KEY: manager.apiKey,
    }),
    stop: async () => {
      await platform.stop()
      await upstream.stop()
    },
  }
}
