import type { TokenCounting } from '../../dialect.ts'
import { countIn, pickFields } from '../counted-tokens.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

/** The fields of `/v1/responses/input_tokens`. */
const FIELDS = [
  'input',
  'instructions',
  'model',
  'parallel_tool_calls',
  'reasoning',
  'text',
  'tool_choice',
  'tools',
  'truncation',
]

/** https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens */
export const tokenCounting: TokenCounting = {
  readRequest,
  writeRequest: (request, target) =>
    pickFields(writeRequest({ ...request, isStream: false }, target), FIELDS),
  readCount: (body) => countIn(body, 'input_tokens'),
  writeCount: (tokens) => ({ object: 'response.input_tokens', input_tokens: tokens }),
}
