import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../../tests/platform/start-platform.ts'
import type { RealtimeClient } from '../../../tests/realtime/client.ts'
import { quantile } from '../statistics.ts'
import { TICKS_PER_SECOND, totalOf } from './measure-idle.ts'
import { openAtOnce, type Report } from './open-sessions.ts'

const TALKING_SESSIONS = 100
const TALK_MS = 20_000
/** The length of a microphone's piece. The scripted provider's pieces have the same length. */
export const PIECE_MS = 100
const PIECE = Buffer.alloc(4_800).toString('base64')
/** The buffer of a listener's player: a later piece is heard as a gap. */
const MOST_LATE_MS = 100

/** Measures sessions that send and receive audio all the time: the delay of audio, and the CPU. */
export const measureTalking = async (
  platform: Platform,
  apiKey: string,
  report: Report,
): Promise<boolean> => {
  const clients = await openAtOnce(platform.baseUrl, apiKey, TALKING_SESSIONS)
  const began = await totalOf(platform)
  const startedAtMs = performance.now()
  const late = (await Promise.all(clients.map((client) => talk(client)))).flat()
  const seconds = (performance.now() - startedAtMs) / 1_000
  const ended = await totalOf(platform)
  for (const client of clients) client.close()
  const sorted = late.toSorted((one, other) => one - other)
  const cores = (ended.cpuTicks - began.cpuTicks) / TICKS_PER_SECOND / seconds
  const p99 = quantile(sorted, 0.99)
  report(
    `${TALKING_SESSIONS} talking sessions: ${Math.round(late.length / seconds)} pieces of sound a second, p99 ${p99.toFixed(0)} ms late (target ${MOST_LATE_MS}), ${cores.toFixed(2)} cores`,
  )
  return late.length > 0 && p99 < MOST_LATE_MS
}

/** The delay of each piece relative to the previous piece and its length. */
const talk = async (client: RealtimeClient): Promise<number[]> => {
  const late: number[] = []
  let lastAtMs: number | null = null
  client.socket.on('message', () => {
    const event = client.events.at(-1)
    const now = performance.now()
    if (event?.type === 'response.done') {
      // The next answer does not continue this one's sound.
      lastAtMs = null
      client.send({ type: 'response.create' })
    }
    if (event?.type !== 'response.output_audio.delta') return
    if (lastAtMs !== null) late.push(Math.max(0, now - lastAtMs - PIECE_MS))
    lastAtMs = now
    client.events.length = 0
  })
  client.send({ type: 'response.create' })
  for (const untilMs = performance.now() + TALK_MS; performance.now() < untilMs;) {
    client.send({ type: 'input_audio_buffer.append', audio: PIECE })
    await sleep(PIECE_MS)
  }
  return late
}
