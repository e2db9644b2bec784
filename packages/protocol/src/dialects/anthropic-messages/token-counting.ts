import type { TokenCounting } from '../../dialect.ts'
import { countIn, pickFields } from '../counted-tokens.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

/** What `/v1/messages/count_tokens` takes: it refuses every other field of a message. */
const FIELDS = [
  'anthropic_version',
  'cache_control',
  'context_management',
  'mcp_servers',
  'messages',
  'model',
  'output_config',
  'speed',
  'system',
  'thinking',
  'tool_choice',
  'tools',
]

/** https://platform.claude.com/docs/en/api/messages-count-tokens */
export const tokenCounting: TokenCounting = {
  // A message must say how long its answer may be; a count has no answer.
  readRequest: (body) => readRequest({ ...body, max_tokens: 1 }),
  writeRequest: (request, target) => ({
    ...pickFields(writeRequest({ ...request, isStream: false }, target), FIELDS),
    // Vertex AI, too, takes the model in the body here: its address is one for all.
    model: target.model,
  }),
  readCount: (body) => countIn(body, 'input_tokens'),
  writeCount: (tokens) => ({ input_tokens: tokens }),
}
