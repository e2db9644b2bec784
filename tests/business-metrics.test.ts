import { expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { readReceipt } from './platform/receipts.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5', 'status-400']) }))

const ask = async (model: string): Promise<string> => {
  const response = await postChat(world.platform.baseUrl, world.account.apiKey, {
    model,
    messages: USER_TURN,
  })
  await response.text()
  return response.headers.get('x-generation-id')!
}

const read = async (): Promise<string> =>
  (await fetch(`${world.platform.of('billing')[0]!.metricsUrl}/metrics`)).text()

/** The value of a metric with these labels. */
const valueOf = (text: string, name: string, labels: string[]): number => {
  const line = text
    .split('\n')
    .find((row) => row.startsWith(`${name}{`) && labels.every((label) => row.includes(label)))
  return line === undefined ? 0 : Number(line.split(' ').at(-1))
}

it('the router counts requests, tokens and US dollars by model, and has no labels with names invented by callers', async () => {
  const ids = [await ask(modelOf('text-5')), await ask(modelOf('text-5'))]
  await ask(modelOf('status-400'))
  await ask('made-up/by-a-caller')
  const receipts = await Promise.all(
    ids.map((id) => readReceipt(world.platform.baseUrl, world.account.apiKey, id)),
  )
  const model = `model="${modelOf('text-5')}"`
  await expect
    .poll(async () => valueOf(await read(), 'gptget_model_requests_total', [model, 'outcome="completed"']))
    .toBe(2)
  await expect
    .poll(async () =>
      valueOf(await read(), 'gptget_model_requests_total', [
        `model="${modelOf('status-400')}"`,
        'outcome="failed"',
      ]),
    )
    .toBe(1)
  const text = await read()
  const [first, second] = receipts
  expect(first!.total_cost).toBeGreaterThan(0)
  expect(valueOf(text, 'gptget_cost_usd_total', [model])).toBeCloseTo(
    first!.total_cost + second!.total_cost,
    9,
  )
  expect(valueOf(text, 'gptget_tokens_total', [model, 'class="input_tokens"'])).toBe(22)
  expect(valueOf(text, 'gptget_tokens_total', [model, 'class="output_tokens"'])).toBe(10)
  expect(text).not.toContain('made-up')
})
