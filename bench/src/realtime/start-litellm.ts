import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import type { RealtimeUpstream } from '@gptget/testkit'
import { litellm } from '../targets/litellm.ts'
import { MODELS } from '../targets/target.ts'
import type { Report } from './open-sessions.ts'

type Gateway = { baseUrl: string; apiKey: string; model: string }

/** Runs LiteLLM's proxy with the same provider, like the bench of requests. */
export const withLitellm = async <Result>(
  upstream: RealtimeUpstream,
  report: Report,
  use: (gateway: Gateway) => Promise<Result>,
): Promise<Result> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-litellm-'))
  const { origin } = new URL(upstream.baseUrl)
  const surroundings = {
    directory,
    cacheDirectory: resolveCacheDirectory(process.env),
    repository: path.resolve(import.meta.dirname, '../../..'),
    upstreamUrl: origin,
    report,
    signal: new AbortController().signal,
  }
  try {
    const { endpoint, stop } = await litellm.start(surroundings)
    const apiKey = endpoint.headers['authorization']!.replace('Bearer ', '')
    return await use({ baseUrl: `${endpoint.origins[0]}/v1`, apiKey, model: MODELS.plain }).finally(stop)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
