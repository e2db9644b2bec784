import type { ScriptedUpstream } from '@gptget/testkit'
import type { OperatorConfig } from './start-platform.ts'

/** USD per million tokens of every test model: an input token costs $0.00001, an output token $0.00002. */
export const PRICE = { input: 10, output: 20, cache_read: 2.5 }
export const UPSTREAM_KEY = 'key-of-the-operator'

export const TIMEOUTS_MS = { connect_ms: 500, first_token_ms: 800, idle_ms: 800 }

/** A provider row that points at a scripted upstream. */
export const scriptedProvider = (baseUrl: string): Record<string, unknown> => ({
  dialect: 'openai',
  base_url: baseUrl,
  api_key: UPSTREAM_KEY,
  timeouts: TIMEOUTS_MS,
})

/** A model `test/<script>` for each script, served by one provider that does what the script says. */
export const scriptedConfig = (upstream: ScriptedUpstream, scripts: readonly string[]): OperatorConfig => ({
  providers: { scripted: scriptedProvider(upstream.baseUrl('openai-chat')) },
  models: Object.fromEntries(
    scripts.map((script) => [
      modelOf(script),
      { routes: [{ provider: 'scripted', model: `scripted:${script}` }], price: PRICE },
    ]),
  ),
})

/** The same with a provider that is given time: for tests of everything else, on machines that are busy. */
export const patientConfig = (upstream: ScriptedUpstream, scripts: readonly string[]): OperatorConfig => {
  const { providers, models } = scriptedConfig(upstream, scripts)
  const timeouts = { connect_ms: 5_000, first_token_ms: 30_000, idle_ms: 30_000 }
  return { models, providers: { scripted: { ...(providers['scripted'] as object), timeouts } } }
}

/** The public id of the model that plays a script. */
export const modelOf = (script: string): string => `test/${script.replaceAll('+', '.')}`

/** As `scriptedConfig`, but with a provider for each model: a failing one does not spoil the health of another. */
export const faultConfig = (upstream: ScriptedUpstream, scripts: readonly string[]): OperatorConfig => ({
  providers: Object.fromEntries(
    scripts.map((script) => [providerOf(script), scriptedProvider(upstream.baseUrl('openai-chat'))]),
  ),
  models: Object.fromEntries(
    scripts.map((script) => [
      modelOf(script),
      { routes: [{ provider: providerOf(script), model: `scripted:${script}` }], price: PRICE },
    ]),
  ),
})

const providerOf = (script: string): string => `scripted-${script.replaceAll('+', '-')}`
