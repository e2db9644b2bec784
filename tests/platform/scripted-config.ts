import type { ScriptedUpstream } from '@gptget/testkit'
import type { OperatorConfig } from './start-platform.ts'

/** USD per million tokens of every test model: an input token costs $0.00001, an output token $0.00002. */
export const PRICE = { input: 10, output: 20, cache_read: 2.5 }
export const UPSTREAM_KEY = 'key-of-the-operator'

/** Long timeouts, because test machines are busy. Only silent providers get short ones. */
const PATIENT_TIMEOUTS_MS = { connect_ms: 5_000, first_token_ms: 30_000, idle_ms: 30_000 }
export const TIMEOUTS_MS = { connect_ms: 500, first_token_ms: 800, idle_ms: 800 }

/** A provider row that points at a scripted upstream. */
export const scriptedProvider = (
  baseUrl: string,
  timeouts = PATIENT_TIMEOUTS_MS,
): Record<string, unknown> => ({ dialect: 'openai', base_url: baseUrl, api_key: UPSTREAM_KEY, timeouts })

/** The same with a short timeout. */
export const hastyProvider = (baseUrl: string): Record<string, unknown> =>
  scriptedProvider(baseUrl, TIMEOUTS_MS)

const fallsSilent = (script: string): boolean => /hang|stall|chatter/.test(script)

/** The provider row for a script. */
export const providerFor = (script: string): typeof hastyProvider =>
  fallsSilent(script) ? hastyProvider : scriptedProvider

/**
 * A model `test/<script>` for each script, served by one scripted provider (silent ones by another).
 */
export const scriptedConfig = (upstream: ScriptedUpstream, scripts: readonly string[]): OperatorConfig => ({
  providers: {
    scripted: scriptedProvider(upstream.baseUrl('openai-chat')),
    hasty: hastyProvider(upstream.baseUrl('openai-chat')),
  },
  models: Object.fromEntries(
    scripts.map((script) => {
      const provider = fallsSilent(script) ? 'hasty' : 'scripted'
      return [modelOf(script), { routes: [{ provider, model: `scripted:${script}` }], price: PRICE }]
    }),
  ),
})

/** The public id of a script's model. */
export const modelOf = (script: string): string => `test/${script.replaceAll('+', '.')}`

/** Like `scriptedConfig` with a provider for each model, so that failures do not affect the health of others. */
export const faultConfig = (upstream: ScriptedUpstream, scripts: readonly string[]): OperatorConfig => ({
  providers: Object.fromEntries(
    scripts.map((script) => [providerOf(script), providerFor(script)(upstream.baseUrl('openai-chat'))]),
  ),
  models: Object.fromEntries(
    scripts.map((script) => [
      modelOf(script),
      { routes: [{ provider: providerOf(script), model: `scripted:${script}` }], price: PRICE },
    ]),
  ),
})

const providerOf = (script: string): string => `scripted-${script.replaceAll('+', '-')}`
