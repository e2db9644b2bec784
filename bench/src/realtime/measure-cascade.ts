import {
  openAiSpeechAnswer,
  openAiTranscriptAnswer,
  startScriptedUpstream,
  wait,
  type ScriptedUpstream,
} from '@gptget/testkit'
import { modelOf, scriptedConfig } from '../../../tests/platform/scripted-config.ts'
import { humOf } from '../../../tests/platform/sounds.ts'
import { startPlatform, type Platform } from '../../../tests/platform/start-platform.ts'
import { soundConfig } from '../../../tests/realtime/cascade-platform.ts'
import { responseOf, silence } from '../../../tests/realtime/client.ts'
import { localConfig, QUESTIONS, spokenBy, startLocalModel } from '../../../tests/realtime/local-voice.ts'
import { quantile } from '../statistics.ts'
import { openSession, type Report } from './open-sessions.ts'

const TURNS = 30
/** The delay of each scripted part. */
const PART_MS = 100
const SCRIPT = `text-5+late-${PART_MS}`

/** Measures the overhead of the cascade over its scripted parts, from a commit to the first sound. */
export const measureScripted = async (report: Report): Promise<boolean> => {
  const upstream = await startScriptedUpstream()
  const { providers, models } = scriptedConfig(upstream, [SCRIPT])
  const sound = soundConfig(upstream)
  scriptSlowSound(upstream)
  const platform = await startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 1,
    config: { providers: { ...providers, ...sound.providers }, models: { ...models, ...sound.models } },
  })
  try {
    const times = await commits(platform)
    const added = quantile(times, 0.5) - 3 * PART_MS
    report(
      `cascade with scripted parts: p50 ${added.toFixed(0)} ms added to ${3 * PART_MS} ms (target 120), from commit to first sound`,
    )
    return added < 120
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

const scriptSlowSound = (upstream: ScriptedUpstream): void =>
  upstream.script({
    match: { path: /^\/sound/ },
    choose: ({ path }) => ({
      steps: [
        wait(PART_MS),
        ...(path.endsWith('/speech')
          ? openAiSpeechAnswer([humOf(1)], 'audio/pcm')
          : openAiTranscriptAnswer('What is the weather?')),
      ],
    }),
  })

/** Measures milliseconds from a commit to the first sound, sorted. */
const commits = async (platform: Platform): Promise<number[]> => {
  const { apiKey } = await platform.admin.createAccount({ creditsUsd: '100.00' })
  const client = await openSession(platform.baseUrl, apiKey, modelOf(SCRIPT))
  await client.ask({ type: 'session.update', session: { turn_detection: null } }, 'session.updated')
  const times: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    client.speak(humOf(1))
    const from = client.events.length
    const startedAtMs = performance.now()
    client.send({ type: 'input_audio_buffer.commit' })
    client.send({ type: 'response.create' })
    await client.next('response.output_audio.delta', from)
    times.push(performance.now() - startedAtMs)
    await client.next('response.done', from)
  }
  client.close()
  // The first turns include one-time work.
  return times.slice(3).toSorted((one, other) => one - other)
}

/** Measures the completely local cascade from the end of speech to its first sound. */
export const measureLocal = async (report: Report): Promise<boolean> => {
  const local = await startLocalModel()
  const platform = await startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 1,
    config: localConfig(local),
  })
  try {
    const times = (await answersToQuestions(platform, local.modelId)).toSorted((one, other) => one - other)
    const p50 = quantile(times, 0.5)
    report(
      `cascade with the parts of this machine: p50 ${(p50 / 1_000).toFixed(2)} s from the end of speech to the first sound (target 1.5), of which half a second is the silence that ends a turn`,
    )
    return p50 < 1_500
  } finally {
    await platform.stop()
    await local.service.stop()
  }
}

const answersToQuestions = async (platform: Platform, model: string): Promise<number[]> => {
  const { apiKey } = await platform.admin.createAccount()
  const client = await openSession(platform.baseUrl, apiKey, model)
  const session = { type: 'realtime', instructions: 'Answer in one short sentence.', max_output_tokens: 30 }
  await client.ask({ type: 'session.update', session }, 'session.updated')
  const times: number[] = []
  for (const question of QUESTIONS) {
    const from = client.events.length
    await client.speakAtPace(
      Buffer.concat([silence(400), await spokenBy(platform.baseUrl, apiKey, question), silence(700)]),
    )
    const { latency_ms: latency } = responseOf(await client.next('response.done', from))
    times.push((latency as { first_audio: number }).first_audio)
  }
  client.close()
  return times.slice(2)
}
