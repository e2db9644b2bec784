import { openAiSpeechAnswer, openAiTranscriptAnswer, type ScriptedUpstream } from '@gptget/testkit'
import { scriptedConfig, scriptedProvider } from '../platform/scripted-config.ts'
import type { OperatorConfig, PlatformOptions } from '../platform/start-platform.ts'

const sound = (output: string, price: object) => ({
  routes: [{ provider: 'sound', model: `upstream-${output}` }],
  price,
  output_modalities: [output],
})

/** The models for transcription and speech, played by the scripted upstream at `/sound`. */
export const soundConfig = (upstream: ScriptedUpstream): OperatorConfig => ({
  providers: { sound: scriptedProvider(`${upstream.url}/sound/v1`) },
  models: {
    'test/voice': sound('speech', { per_million_characters: 15 }),
    'test/ears': sound('transcription', { per_minute: 0.006 }),
  },
})

/** Sets the audio that the upstream speaks, and the words that it transcribes. */
export const scriptSound = (upstream: ScriptedUpstream, spoken: Buffer, heard: string): void =>
  upstream.script({
    match: { path: /^\/sound/ },
    choose: ({ path }) => ({
      steps: path.endsWith('/speech')
        ? openAiSpeechAnswer([spoken], 'audio/pcm')
        : openAiTranscriptAnswer(heard),
    }),
  })

/** A platform for voice sessions with chat models: one scripted provider transcribes, answers and speaks. */
export const cascadePlatform = (upstream: ScriptedUpstream): PlatformOptions => {
  const config = scriptedConfig(upstream, ['text-5', 'tools'])
  const { providers, models } = soundConfig(upstream)
  return {
    realtimes: 1,
    env: { REALTIME_VAD: 'energy' },
    config: {
      providers: { ...config.providers, ...providers },
      models: { ...config.models, ...models },
    },
  }
}
