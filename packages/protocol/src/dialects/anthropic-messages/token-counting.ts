import type { TokenCounting } from '../../dialect.ts'
import { countIn, pickFields } from '../counted-tokens.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'

/** The fields of `/v1/messages/count_tokens`, which refuses all other fields of a message. */
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
  // A message must limit its answer, but a count has no answer.
  readRequest: (body) => readRequest({ ...body, max_tokens: 1 }),
  writeRequest: (request, target) => ({
    ...pickFields(writeRequest({ ...request, isStream: false }, target), FIELDS),
    // Vertex AI also reads the model from the body here, because all models have the same URL.
    model: target.model,
  }),
  readCount: (body) => countIn(body, 'input_tokens'),
  writeCount: (tokens) => ({ input_tokens: tokens }),
}
