import { describe, expect, it } from 'vitest'
import { meantPath } from './meant-path.ts'

describe('the path that a caller means', () => {
  it.each([
    ['/v1/chat/completions/', '/v1/chat/completions'],
    ['//v1//chat/completions', '/v1/chat/completions'],
    ['/v1/v1/chat/completions', '/v1/chat/completions'],
    ['/api/v1/chat/completions', '/v1/chat/completions'],
    ['/openai/v1/responses', '/v1/responses'],
    ['/anthropic/v1/messages', '/v1/messages'],
    ['/google/v1beta/models', '/v1beta/models'],
    ['/v1/v1beta/models/google/gemini:generateContent', '/v1beta/models/google/gemini:generateContent'],
    ['/api/v1/v1/models/', '/v1/models'],
  ])('of %s is %s', (written, meant) => {
    expect(meantPath(written)).toBe(meant)
  })

  it.each([
    '/',
    '/docs',
    '/v1',
    '/v1/models',
    '/v1/models/v1/x',
    '/v1beta/models',
    '/apis/v1/models',
    '/v1/v1x',
  ])('of %s is unchanged', (path) => {
    expect(meantPath(path)).toBe(path)
  })
})
