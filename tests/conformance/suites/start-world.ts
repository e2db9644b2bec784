import { startScriptedUpstream, type ScriptedUpstream, type UpstreamDialect } from '@gptget/testkit'
import { PRICE, scriptedProvider } from '../../platform/scripted-config.ts'
import { startPlatform } from '../../platform/start-platform.ts'
import { soundConfig } from '../../realtime/cascade-platform.ts'
import { UPSTREAMS } from '../outcomes.ts'

/** Codex requests web searches by default, which are only passed on to providers that have a price for them. */
const WITH_SEARCHES = { ...PRICE, tool_calls: { web_search: 0.01 } }

/** A platform with a provider of each dialect, all played by one scripted upstream. */
export type SuiteWorld = {
  upstream: ScriptedUpstream
  /** Without a path. */
  origin: string
  apiKey: string
  stop(): Promise<void>
}

/** The public id of the model whose provider has this dialect. `name` distinguishes several of them. */
export const modelFor = (upstream: UpstreamDialect, name = 'coder'): string => `test/${upstream}.${name}`

/** Scripts that suites select by model, in addition to their own. */
const SCRIPTS = ['coder', 'text-5', 'tools', 'reasoning-5', 'reasoned-tools', 'parallel-tools', 'json']

const providerOf = (dialect: UpstreamDialect): string => `scripted-${dialect}`

export const startWorld = async (): Promise<SuiteWorld> => {
  const upstream = await startScriptedUpstream()
  const sound = soundConfig(upstream)
  const platform = await startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 1,
    // Programs send a hum as their microphone.
    env: { REALTIME_VAD: 'energy' },
    config: {
      providers: {
        ...sound.providers,
        ...Object.fromEntries(
          UPSTREAMS.map((dialect) => [
            providerOf(dialect),
            { ...scriptedProvider(upstream.baseUrl(dialect)), dialect },
          ]),
        ),
      },
      models: {
        ...sound.models,
        ...Object.fromEntries(
          UPSTREAMS.flatMap((dialect) =>
            SCRIPTS.map((script) => [
              modelFor(dialect, script),
              {
                routes: [{ provider: providerOf(dialect), model: `scripted:${script}` }],
                price: WITH_SEARCHES,
              },
            ]),
          ),
        ),
      },
    },
  })
  const { apiKey } = await platform.admin.createAccount()
  return {
    upstream,
    origin: platform.edges[0]!.url,
    apiKey,
    stop: async () => {
      await platform.stop()
      await upstream.stop()
    },
  }
}

/** The dialect of a request to a provider. */
export const dialectOfPath = (path: string): UpstreamDialect => {
  if (path.endsWith('/chat/completions')) return 'openai-chat'
  if (path.endsWith('/responses')) return 'openai-responses'
  return path.endsWith('/messages') ? 'anthropic-messages' : 'gemini'
}
