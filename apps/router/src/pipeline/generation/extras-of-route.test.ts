import { expect, it } from 'vitest'
import { unpricedTools } from './extras-of-route.ts'

type Asking = Parameters<typeof unpricedTools>[0]
type Route = Parameters<typeof unpricedTools>[1]

/** A model of OpenAI's whose provider runs these tools for it, all of which have a price. */
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

it('refuses a tool by name that the model does not have, by its vendor’s word', () => {
  expect(refusedOf({ codeExecution: [] })).toEqual([
    'tools[0].type: this model does not have "code_interpreter".',
  ])
})

it('lets a tool pass that the model has, and one of which nothing is known', () => {
  expect(refusedOf({ codeExecution: ['code_interpreter'] })).toEqual([])
  expect(refusedOf({})).toEqual([])
})
