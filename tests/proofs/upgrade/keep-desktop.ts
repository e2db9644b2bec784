import { setTimeout as sleep } from 'node:timers/promises'
import { callerOf, newComputer, type Call, type Computer } from '../../computers/desktops.ts'
import type { Account } from '../../platform/admin.ts'
import type { Platform } from '../../platform/start-platform.ts'
import type { World } from '../../platform/use-platform.ts'
import type { Check } from '../table.ts'
import { repeatClosed } from './repeat-closed.ts'

/** While its service is replaced, a desktop stops and starts again from its disk. */
const AWAY_AT_MOST_MS = 60_000
const TEXT = 'kept over the upgrade'

/**
 * A desktop that is used all the time. It stops with its service and starts again from its disk by itself, with its
 * files, within the paid hour.
 */
export const keepDesktop = async (
  platform: Platform,
  url: string,
  account: Account,
  signal: AbortSignal,
): Promise<Check> => {
  const world = { platform: { ...platform, baseUrl: `${url}/v1` }, account } as World
  const once = callerOf(world, () => account.apiKey)
  const call: Call = (...asked) => repeatClosed(() => once(...asked))
  const { id } = await newComputer(call)
  await call('PUT', `/computers/${id}/files?path=kept.txt`, TEXT)
  const breaches: string[] = []
  let looks = 0
  let awayMs = 0
  const look = async (): Promise<string | null> => {
    const { status, body } = await call<Buffer>('GET', `/computers/${id}/files?path=kept.txt`)
    if (status === 200) return body.toString() === TEXT ? null : `it holds ${body.toString().slice(0, 80)}`
    return `${status} ${JSON.stringify(body)}`
  }
  for (let lastSeenMs = performance.now(); !signal.aborted || awayMs > 0; await sleep(250)) {
    const fault = await look()
    if (fault === null) {
      looks += 1
      lastSeenMs = performance.now()
      awayMs = 0
      continue
    }
    awayMs = performance.now() - lastSeenMs
    if (awayMs < AWAY_AT_MOST_MS) continue
    breaches.push(`not seen for ${Math.round(awayMs)} ms: ${fault}`)
    break
  }
  const { body } = await call<Computer>('GET', `/computers/${id}`)
  if (body.status !== 'running') breaches.push(`it is ${body.status}: ${body.status_reason}`)
  if (body.hours_charged !== 1) breaches.push(`${body.hours_charged} hours were charged`)
  await call('DELETE', `/computers/${id}`)
  return {
    name: 'a desktop starts again with its files, and no hour is charged twice',
    checkedCount: looks,
    breaches,
  }
}
