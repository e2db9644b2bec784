import type { DesktopSpec } from '../../src/drivers/driver.ts'

/** The desktop that tests request from a cluster. */
export const SPEC: DesktopSpec = {
  instanceId: '0badcafe',
  slot: 1,
  hostname: 'box',
  resolution: { width: 1280, height: 720 },
  limits: { cpus: 2, memoryBytes: 4 * 1024 ** 3, pids: 1_024, diskBytes: 8 * 1024 ** 3 },
  network: 'internet',
  allowedHosts: [],
}
