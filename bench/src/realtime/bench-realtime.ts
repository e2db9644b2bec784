import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startRealtimeUpstream, type RealtimeUpstream } from '@gptget/testkit'
import { startPlatform, type Platform } from '../../../tests/platform/start-platform.ts'
import { measureLocal, measureScripted } from './measure-cascade.ts'
import { measureEvents } from './measure-events.ts'
import { IDLE_SESSIONS, measureIdle } from './measure-idle.ts'
import { measureTalking, PIECE_MS } from './measure-talking.ts'
import { VOICE, type Report } from './open-sessions.ts'

/** USD per million tokens, low so that the holds of a thousand sessions fit into one wallet. */
const PRICE = { input: 0.1, output: 0.1, audio_input: 0.1, audio_output: 0.1 }

/**
 * Measures the relay of voice sessions through the processes of edge and service, in comparison with a direct
 * connection to the scripted provider and with LiteLLM's relay; talking and silent sessions; and how fast a cascade
 * answers. Returns whether every target was met.
 */
export const benchRealtime = async (report: Report): Promise<boolean> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-realtime-'))
  // The folder for data of the test servers.
  process.env.GPTGET_TEST_RUN_DIRECTORY = directory
  try {
    const met = [await benchRelay(report), await measureScripted(report), await measureLocal(report)]
    return met.every(Boolean)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const benchRelay = async (report: Report): Promise<boolean> => {
  const upstream = await startRealtimeUpstream({ pieces: 50, pieceIntervalMs: PIECE_MS })
  const platform = await start(upstream)
  try {
    const { apiKey } = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    const met = [
      await measureEvents(platform, upstream, apiKey, report),
      await measureTalking(platform, apiKey, report),
      await measureIdle(platform, apiKey, report),
    ]
    return met.every(Boolean)
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

const start = (upstream: RealtimeUpstream): Promise<Platform> =>
  startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 1,
    env: {
      REALTIME_MAX_SESSIONS_PER_KEY: String(2 * IDLE_SESSIONS),
      GPTGET_OPEN_REQUESTS_PER_ACCOUNT: String(2 * IDLE_SESSIONS),
    },
    config: {
      providers: { voice: { dialect: 'openai', base_url: upstream.baseUrl, api_key: 'key' } },
      models: {
        [VOICE]: {
          routes: [{ provider: 'voice', model: 'voice' }],
          price: PRICE,
          input_modalities: ['text', 'audio'],
          output_modalities: ['text', 'audio'],
        },
      },
    },
  })
