import type { Dialect } from '@gptget/contracts'

/** A provider's report on how it served an answer, in addition to 1,000 tokens in and 100 out. */
export type Served = {
  tier?: string
  speed?: string
  geography?: string
  searches?: number
  fileSearches?: number
  /** Containers in which code ran. */
  containers?: number
  maps?: boolean
  inputTokens?: number
}

const OUTPUT_TOKENS = 100
const TEXT = 'Hello'

type Whole = Record<string, unknown>
type Event = { event?: string; data: unknown }
type Surface = { whole(served: Served): Whole; events(served: Served): Event[] }

const repeat = <Item>(count: number | undefined, make: (index: number) => Item): Item[] =>
  Array.from({ length: count ?? 0 }, (_, index) => make(index))

const inputOf = ({ inputTokens = 1_000 }: Served): number => inputTokens

const chat: Surface = {
  whole: (served) => ({
    id: 'up_1',
    object: 'chat.completion',
    created: 1,
    model: 'up',
    service_tier: served.tier,
    choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
    usage: chatUsage(served),
  }),
  events: (served) => {
    const chunk = { id: 'up_1', object: 'chat.completion.chunk', created: 1, service_tier: served.tier }
    return [
      { data: { ...chunk, choices: [{ index: 0, delta: { content: TEXT }, finish_reason: null }] } },
      { data: { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } },
      { data: { ...chunk, choices: [], usage: chatUsage(served) } },
      { data: '[DONE]' },
    ]
  },
}

const chatUsage = (served: Served) => ({
  prompt_tokens: inputOf(served),
  completion_tokens: OUTPUT_TOKENS,
  total_tokens: inputOf(served) + OUTPUT_TOKENS,
})

const responses: Surface = {
  whole: (served) => ({
    id: 'up_1',
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: 'up',
    service_tier: served.tier,
    output: [
      ...repeat(served.searches, (index) => ({
        type: 'web_search_call',
        id: `ws_${index}`,
        status: 'completed',
        action: { type: 'search', query: 'q' },
      })),
      // Opening a found page is not a search.
      ...repeat(served.searches, (index) => ({
        type: 'web_search_call',
        id: `op_${index}`,
        status: 'completed',
        action: { type: 'open_page', url: 'https://a.example' },
      })),
      ...repeat(served.fileSearches, (index) => ({
        type: 'file_search_call',
        id: `fs_${index}`,
        status: 'completed',
        queries: ['q'],
      })),
      ...repeat(served.containers, (index) =>
        ['a', 'b'].map((run) => ({
          type: 'code_interpreter_call',
          id: `ci_${index}${run}`,
          status: 'completed',
          container_id: `cntr_${index}`,
        })),
      ).flat(),
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: TEXT, annotations: [] }],
      },
    ],
    usage: { input_tokens: inputOf(served), output_tokens: OUTPUT_TOKENS, total_tokens: 0 },
  }),
  events: (served) => {
    const response = responses.whole(served)
    const items = response['output'] as object[]
    return [
      { data: { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } } },
      ...items.map((item, output_index) => ({
        data: { type: 'response.output_item.done', output_index, item },
      })),
      { data: { type: 'response.completed', response } },
    ]
  },
}

const typed = (data: Whole & { type: string }): Event => ({ event: data.type, data })

const anthropic: Surface = {
  whole: (served) => ({
    id: 'up_1',
    type: 'message',
    role: 'assistant',
    model: 'up',
    content: anthropicBlocks(served),
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { ...anthropicStart(served), output_tokens: OUTPUT_TOKENS, server_tool_use: toolUse(served) },
  }),
  events: (served) => {
    const { content: blocks, ...message } = anthropic.whole(served)
    const start = { ...message, content: [], stop_reason: null, usage: anthropicStart(served) }
    return [
      typed({ type: 'message_start', message: start }),
      ...(blocks as object[]).flatMap((content_block, index) => [
        typed({ type: 'content_block_start', index, content_block }),
        typed({ type: 'content_block_stop', index }),
      ]),
      typed({
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        // Later zeros do not cancel an earlier count.
        usage: { input_tokens: 0, output_tokens: OUTPUT_TOKENS, server_tool_use: toolUse(served) },
      }),
      typed({ type: 'message_stop' }),
    ]
  },
}

const toolUse = ({ searches }: Served) =>
  searches === undefined ? null : { web_search_requests: searches, web_fetch_requests: 0 }

const anthropicStart = (served: Served) => ({
  input_tokens: inputOf(served),
  output_tokens: 1,
  service_tier: served.tier,
  speed: served.speed,
  inference_geo: served.geography,
})

const anthropicBlocks = (served: Served) => [
  ...repeat(served.searches, (index) => ({
    type: 'server_tool_use',
    id: `srvtoolu_${index}`,
    name: 'web_search',
    input: { query: 'q' },
  })),
  ...repeat(served.containers, (index) => ({
    type: 'server_tool_use',
    id: `srvtoolc_${index}`,
    name: 'code_execution',
    input: { code: '1' },
  })),
  { type: 'text', text: TEXT },
]

const gemini: Surface = {
  whole: (served) => ({
    responseId: 'up_1',
    modelVersion: 'up',
    candidates: [
      {
        index: 0,
        content: { role: 'model', parts: [{ text: TEXT }] },
        finishReason: 'STOP',
        ...(served.searches === undefined && served.maps === undefined
          ? {}
          : { groundingMetadata: grounding(served) }),
      },
    ],
    usageMetadata: {
      promptTokenCount: inputOf(served),
      candidatesTokenCount: OUTPUT_TOKENS,
      totalTokenCount: inputOf(served) + OUTPUT_TOKENS,
      serviceTier: served.tier,
    },
  }),
  events: (served) => {
    const whole = gemini.whole(served)
    const [candidate] = whole['candidates'] as Whole[]
    // Several chunks contain the grounding of an answer.
    return [
      {
        data: { ...whole, candidates: [{ ...candidate, finishReason: undefined }], usageMetadata: undefined },
      },
      { data: whole },
    ]
  },
}

const grounding = ({ searches, maps }: Served) => ({
  webSearchQueries: repeat(searches, (index) => `q${index}`),
  groundingChunks: maps ? [{ maps: { uri: 'https://maps.example', title: 'A' } }] : [],
})

const SURFACES: Record<Dialect, Surface> = {
  'openai-chat': chat,
  'openai-responses': responses,
  'anthropic-messages': anthropic,
  gemini,
}

/** A provider's answer in a dialect, with this report. */
export const printServed = (dialect: Dialect, isStream: boolean, served: Served): string => {
  const surface = SURFACES[dialect]
  if (!isStream) return JSON.stringify(surface.whole(served))
  return surface
    .events(served)
    .map(({ event, data }) => {
      const name = event === undefined ? '' : `event: ${event}\n`
      return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
    })
    .join('')
}
