import { expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5', 'status-400']) }))

const ask = async (model: string, isStream: boolean): Promise<void> => {
  const body = { model, messages: USER_TURN, stream: isStream }
  await (await postChat(world.platform.baseUrl, world.account.apiKey, body)).text()
}

const valueOf = async (name: string, ...labels: string[]): Promise<number> => {
  const text = await (await fetch(`${world.platform.of('router')[0]!.metricsUrl}/metrics`)).text()
  const line = text
    .split('\n')
    .find((row) => row.startsWith(`${name}{`) && labels.every((label) => row.includes(label)))
  return line === undefined ? 0 : Number(line.split(' ').at(-1))
}

it('the router measures tokens and times by the conventions for generative AI', async () => {
  await ask(modelOf('text-5'), true)
  await ask(modelOf('text-5'), false)
  await ask(modelOf('status-400'), false)
  const answer = [
    'gen_ai_operation_name="chat"',
    `gen_ai_request_model="${modelOf('text-5')}"`,
    'gen_ai_response_model="scripted:text-5"',
  ]
  for (const type of ['input', 'output']) {
    const labels = [...answer, `gen_ai_token_type="${type}"`]
    expect(await valueOf('gen_ai_client_token_usage_count', ...labels)).toBe(2)
    expect(await valueOf('gen_ai_client_token_usage_sum', ...labels)).toBeGreaterThan(2)
  }
  expect(await valueOf('gen_ai_client_operation_duration_seconds_count', ...answer)).toBe(2)
  expect(await valueOf('gen_ai_server_request_duration_seconds_count', ...answer)).toBe(2)
  expect(await valueOf('gen_ai_server_time_to_first_token_seconds_count', ...answer)).toBe(2)
  expect(await valueOf('gen_ai_server_time_per_output_token_seconds_count', ...answer)).toBe(1)
  const failed = [`gen_ai_request_model="${modelOf('status-400')}"`, 'error_type="']
  expect(await valueOf('gen_ai_server_request_duration_seconds_count', ...failed)).toBe(1)
  expect(await valueOf('gen_ai_server_time_to_first_token_seconds_count', `"${modelOf('status-400')}"`)).toBe(
    0,
  )
})
