import { describe, expect, it } from 'vitest'
import { parseAmount, parseAmountOrZero, parseCount, parseExpiry, parseModels } from './parse-options.ts'

describe('parseAmount', () => {
  it('reads US dollars exactly and refuses zero, negative amounts and words', () => {
    expect(parseAmount('0.000000001')).toBe(1n)
    expect(parseAmountOrZero('0')).toBe(0n)
    for (const text of ['0', '-1', 'ten', '0.0000000001']) expect(() => parseAmount(text)).toThrow(/\./)
  })
})

describe('parseCount', () => {
  it('accepts whole numbers from 1', () => {
    expect(parseCount('60')).toBe(60)
    for (const text of ['0', '1.5', '-3', '1e3', '', '9999999999'])
      expect(() => parseCount(text)).toThrow(/whole number/)
  })
})

describe('parseModels', () => {
  it('splits at commas', () => {
    expect(parseModels('openai/gpt-4o, anthropic/claude-sonnet-4')).toEqual([
      'openai/gpt-4o',
      'anthropic/claude-sonnet-4',
    ])
    expect(() => parseModels(' , ')).toThrow(/at least one/)
  })
})

describe('parseExpiry', () => {
  const parse = parseExpiry(() => new Date('2026-11-22T10:00:00Z'))

  it.each([
    ['30d', '2026-12-22T10:00:00.000Z'],
    ['12h', '2026-11-22T22:00:00.000Z'],
    ['45m', '2026-11-22T10:45:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
  ])('reads %s', (text, time) => {
    expect(parse(text)).toBe(time)
  })

  it.each(['soon', '30', '5', '30 days', '2027-13-01'])('refuses %s', (text) => {
    expect(() => parse(text)).toThrow(/duration/)
  })

  it('refuses a time in the past', () => {
    expect(() => parse('2026-11-22T09:59:59Z')).toThrow(/passed/)
    expect(() => parse('0d')).toThrow(/passed/)
  })
})
