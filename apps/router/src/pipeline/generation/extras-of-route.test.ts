import { expect, it } from 'vitest'
import { unpricedTools } from './extras-of-route.ts'

type Asking = Parameters<typeof unpricedTools>[0]
type Route = Parameters<typeof unpricedTools>[1]

/** An OpenAI model whose provider runs these tools, all with a price. */
const refusedOf = (vendorTools: object): string[] => {
  const asking = {
    head: {
      dialect: 'openai-responses',
      extras: { tools: [{ param: 'tools[0].type', type: 'code_interpreter' }] },
    },
    catalog: {
      allowed: { betas: new Set(), tools: new Map() },
      models: new Map([['m', { public: { vendorTools } }]]),
    },
  } as unknown as Asking
  const route = {
    model: 'm',
    provider: { dialect: 'openai-responses' },
    price: { surcharges: { toolCalls: { codeExecution: 30_000_000 } } },
  } as unknown as Route
  return unpricedTools(asking, route).map(({ param, reason }) => `${param}: ${reason}`)
}

it('a route refuses a tool that the model does not have according to its vendor, by name', () => {
  expect(refusedOf({ codeExecution: [] })).toEqual([
    'tools[0].type: this model does not have "code_interpreter".',
  ])
})

it('a route accepts a tool that the model has, or about which nothing is known', () => {
  expect(refusedOf({ codeExecution: ['code_interpreter'] })).toEqual([])
  expect(refusedOf({})).toEqual([])
})
