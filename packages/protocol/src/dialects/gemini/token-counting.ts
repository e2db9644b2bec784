import type { TokenCounting } from '../../dialect.ts'
import { objectOf } from '../../json/object.ts'
import { countIn, pickFields } from '../counted-tokens.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

/** https://ai.google.dev/api/tokens#method:-models.counttokens */
export const tokenCounting: TokenCounting = {
  readRequest: ({ model, generateContentRequest, ...body }) => {
    const whole = generateContentRequest === undefined ? body : objectOf(generateContentRequest)
    return readRequest({ ...whole, model })
  },
  writeRequest: (request, target) => {
    const written = writeRequest({ ...request, isStream: false }, target)
    if (target.quirks.hasGenerateContentRequest === false)
      return pickFields(written, ['contents', 'systemInstruction', 'tools', 'generationConfig'])
    return { generateContentRequest: { ...written, model: `models/${target.model}` } }
  },
  readCount: (body) => countIn(body, 'totalTokens'),
  writeCount: (tokens) => ({ totalTokens: tokens }),
}
