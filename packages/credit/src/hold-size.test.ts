import type { CatalogModel } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affordableOutput, largestUse } from './hold-size.ts'

const model = (more: Partial<CatalogModel> = {}): CatalogModel => ({
  id: 'a/b',
  name: 'b',
  description: null,
  ownedBy: 'a',
  createdAtSeconds: 0,
  contextTokens: 1_000,
  maxOutputTokens: 500,
  inputModalities: ['text'],
  outputModalities: ['text'],
  supportedParameters: [],
  price: { input: 1_000_000n, output: 2_000_000n },
  isAvailable: true,
  retiresAt: null,
  ...more,
})

describe('the highest cost of a request', () => {
  it('counts every byte as a token, and as much output as allowed', () => {
    const use = largestUse(model(), { bodyBytes: 100, maxOutputTokens: 10, choices: 1 })
    expect(use).toEqual({ inputTokens: 100, outputTokens: 10, costNanoUsd: 120n })
  })

  it('uses the rates of the tier that its bytes could reach', () => {
    const price = {
      input: 1_000_000n,
      output: 2_000_000n,
      tiers: [{ above: 200, input: 2_000_000n, output: 4_000_000n }],
    }
    const costOf = (bodyBytes: number): bigint =>
      largestUse(model({ price }), { bodyBytes, maxOutputTokens: 10, choices: 1 }).costNanoUsd
    expect(costOf(200)).toBe(220n)
    expect(costOf(201)).toBe(442n)
  })

  it('is limited by the model if the request is larger', () => {
    const use = largestUse(model(), { bodyBytes: 20_000_000, maxOutputTokens: 9_999, choices: 1 })
    expect(use).toEqual({ inputTokens: 1_000, outputTokens: 500, costNanoUsd: 2_000n })
  })

  it('counts as many tokens for each image as the most expensive model, at any size', () => {
    const large = model({ contextTokens: 1_000_000 })
    const tokensOf = (images: number): number =>
      largestUse(large, { bodyBytes: 100, maxOutputTokens: 1, choices: 1, images }).inputTokens
    expect([tokensOf(0), tokensOf(1), tokensOf(3)]).toEqual([100, 48_269, 144_607])
    expect(tokensOf(100)).toBe(1_000_000)
  })

  it('counts the whole context for input that its bytes do not limit', () => {
    const size = { bodyBytes: 100, maxOutputTokens: 10, choices: 1, hasUnboundedInput: true }
    expect(largestUse(model(), size)).toEqual({ inputTokens: 1_000, outputTokens: 10, costNanoUsd: 1_020n })
  })

  it('counts every choice', () => {
    expect(largestUse(model(), { bodyBytes: 0, maxOutputTokens: 10, choices: 3 }).outputTokens).toBe(30)
  })

  it('uses the highest class that a token could have, and the flat price', () => {
    const price = { input: 1n, output: 1n, cacheWrite1h: 3_000_000n, reasoning: 5_000_000n, request: 7n }
    const use = largestUse(model({ price }), { bodyBytes: 1, maxOutputTokens: 1, choices: 1 })
    expect(use.costNanoUsd).toBe(15n)
  })

  it('counts the flat price, and with it the calls of tools, for every choice', () => {
    const price = { input: 0n, output: 0n, request: 7n }
    const costOf = (choices: number): bigint =>
      largestUse(model({ price }), { bodyBytes: 1, maxOutputTokens: 1, choices }).costNanoUsd
    expect([costOf(1), costOf(4)]).toEqual([7n, 28n])
  })

  it('rounds up, so that it is never less than the charge', () => {
    const use = largestUse(model({ price: { input: 1n, output: 1n } }), {
      bodyBytes: 1,
      maxOutputTokens: 1,
      choices: 1,
    })
    expect(use.costNanoUsd).toBe(1n)
  })

  it('is finite if nothing is known of the model', () => {
    const unknown = model({ contextTokens: null, maxOutputTokens: null })
    const useOf = (bodyBytes: number, hasUnboundedInput = false) =>
      largestUse(unknown, { bodyBytes, maxOutputTokens: undefined, choices: 1, hasUnboundedInput })
    expect(useOf(5)).toMatchObject({ inputTokens: 5, outputTokens: 16_384 })
    expect(useOf(500_000)).toMatchObject({ inputTokens: 500_000 })
    expect(useOf(5, true)).toMatchObject({ inputTokens: 128_000 })
  })
})

describe('the answer that credit pays for', () => {
  const size = { bodyBytes: 100, maxOutputTokens: 400, choices: 1 }

  it('is the longest one whose highest cost the credit covers', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 101n, max: 1_000n }),
        fc.integer({ min: 1, max: 4 }),
        (credit, choices) => {
          const tokens = affordableOutput(model(), { ...size, choices }, credit)!
          const costOf = (maxOutputTokens: number): bigint =>
            largestUse(model({ maxOutputTokens: 10_000 }), { ...size, choices, maxOutputTokens }).costNanoUsd
          expect(costOf(tokens) <= credit && costOf(tokens + 1) > credit).toBe(true)
        },
      ),
    )
  })

  it('is none if the credit does not cover the input, and any if its length costs nothing', () => {
    expect(affordableOutput(model(), size, 99n)).toBe(0)
    expect(affordableOutput(model({ price: { input: 1n, output: 0n } }), size, 0n)).toBeNull()
  })
})
