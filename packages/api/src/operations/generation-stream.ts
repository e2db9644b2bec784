import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import { chatChunkSchema } from '../schemas/chat-completions.ts'
import { generationQuerySchema } from '../schemas/generation.ts'

const CHUNK = (delta: string, finish: string): string =>
  `{"id":"chatcmpl-abc123","object":"chat.completion.chunk","created":1767225600,"model":"openai/gpt-4o","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]}`

export const resumeStream: Operation = {
  route: 'GET /v1/generation/stream',
  path: '/v1/generation/stream',
  operationId: 'resumeStream',
  tag: 'Generations',
  summary: 'Resume a stream',
  description: `Resumes a stream after a lost connection, in the dialect of the request: the events after the last one you received, then the new ones, up to the end. It costs nothing extra. It works while the answer is generated and for 10 minutes after its end, even if the server you were connected to is gone.

The generation's id is in the \`x-generation-id\` header of the stream you lost. Count its events, or have them numbered (\`x-gptget-event-ids: true\`). If the caller disconnects, the generation is stopped and charged for what was generated so far, unless the request had the header \`x-gptget-on-disconnect: continue\` or an \`Idempotency-Key\`. It then runs to its end and is charged in full.`,
  dialect: 'openai-chat',
  query: generationQuerySchema,
  parameters: [
    {
      name: 'Last-Event-ID',
      in: 'header',
      description:
        'How many events you have received: their number, or the last `id`. Without it, the stream starts from the beginning. The query parameter `last_event_id` means the same.',
      schema: z.int().min(0),
      example: 2,
    },
  ],
  answer: {
    description: 'The rest of the stream.',
    schema: chatChunkSchema,
    example: JSON.parse(CHUNK('{}', '"stop"')) as unknown,
  },
  stream: {
    description: 'Exactly as the stream would have continued.',
    event: chatChunkSchema,
    example: `data: ${CHUNK('{"content":" there"}', 'null')}

data: ${CHUNK('{}', '"stop"')}

data: [DONE]

`,
  },
  errors: ['invalid_request', ...LOOKUP_ERRORS, 'not_found', 'answer_gone'],
}
