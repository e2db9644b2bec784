import { modelSchema } from '@gptget/api/schemas/models'
import type { CatalogModel } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { describeModel } from './describe-model.ts'

const MODEL: CatalogModel = {
  id: 'openai/gpt-6-sol',
  name: 'GPT-6 Sol',
  description: null,
  ownedBy: 'openai',
  createdAtSeconds: 0,
  contextTokens: 400_000,
  maxOutputTokens: 128_000,
  inputModalities: ['text'],
  outputModalities: ['text'],
  supportedParameters: ['tools'],
  price: { input: 1n, output: 2n },
  isAvailable: true,
  retiresAt: null,
}

describe('a model in the list', () => {
  it('lists the tools that its vendor runs, also those it does not have, in the documented format', () => {
    const vendorTools = { webSearch: ['web_search'], codeExecution: [] }
    const described = modelSchema.parse(describeModel({ ...MODEL, vendorTools }))
    expect(described.built_in_tools).toEqual({ web_search: ['web_search'], code_execution: [] })
  })

  it('omits tools about which nothing is known', () => {
    expect(modelSchema.parse(describeModel(MODEL))).not.toHaveProperty('built_in_tools')
  })
})
