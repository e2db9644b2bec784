import type { ScriptedUpstream } from '@gptget/testkit'
import { scriptedConfig, scriptedProvider } from '../platform/scripted-config.ts'
import type { PlatformOptions } from '../platform/start-platform.ts'

const sound = (output: string, price: object) => ({
  routes: [{ provider: 'sound', model: `upstream-${output}` }],
  price,
  output_modalities: [output],
})

/** A platform whose chat models talk: one scripted provider hears, thinks and speaks. */
export const cascadePlatform = (upstream: ScriptedUpstream): PlatformOptions => {
  const config = scriptedConfig(upstream, ['text-5', 'tools'])
  return {
    realtimes: 1,
    env: { REALTIME_VAD: 'energy' },
    config: {
      providers: { ...config.providers, sound: scriptedProvider(`${upstream.url}/sound/v1`) },
      models: {
        ...config.models,
        'test/voice': sound('speech', { per_million_characters: 15 }),
        'test/ears': sound('transcription', { per_minute: 0.006 }),
      },
    },
  }
}
