import type { Account, KeyLimits } from '../../platform/admin.ts'
import { modelOf } from '../../platform/scripted-config.ts'
import type { Platform } from '../../platform/start-platform.ts'
import { call } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'

export const SCRIPT = 'text-8'

export type Admission = { atMs: number; status: number | null; headers: Record<string, string> }

/** A key with limits that every edge knows. */
export const keyWith = async (platform: Platform, account: Account, limits: KeyLimits): Promise<string> => {
  const { apiKey } = await platform.admin.createKey(account.accountId, limits)
  // Every edge knows the key before the measurement, which is only about the limit.
  for (const { url } of platform.edges)
    await fetch(`${url}/v1/key`, { headers: { authorization: `Bearer ${apiKey}` } })
  return apiKey
}

type Asked = { script?: string; maxTokens?: number; isStream?: boolean }

/** Sends a request to one of the edges, in one of the dialects. */
export const ask = async (
  platform: Platform,
  apiKey: string,
  index: number,
  { script = SCRIPT, maxTokens = 8, isStream = index % 2 === 0 }: Asked = {},
): Promise<Admission> => {
  const seen = await call({
    dialect: DIALECTS[index % DIALECTS.length]!,
    url: platform.edges[index % platform.edges.length]!.url,
    apiKey,
    model: modelOf(script),
    isStream,
    maxTokens,
  })
  return { atMs: performance.now(), status: seen.status, headers: seen.headers }
}
