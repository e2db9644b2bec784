import { end, head, write, type RecordedRequest, type Step } from '@gptget/testkit'

/*
 * A model that plays a script in the wire format of each vendor. It finds the next turn by counting its answers in the
 * request's conversation.
 */

export type Deed =
  | { do: 'click'; x: number; y: number }
  | { do: 'type'; text: string }
  | { do: 'key'; key: string }
  | { do: 'bash'; command: string }
  | { do: 'screenshot' }
  /** Holds the left button down. */
  | { do: 'press' }

/** `say` of the last turn may contain `{last}`, which is replaced by the newest result. */
export type ScriptedTurn = { say?: string; think?: string; deeds?: Deed[]; check?: string }

type Json = Record<string, unknown>

export type Vendor = {
  /** The model's name, which determines its tool. */
  model: string
  dialect: 'openai' | 'openai-responses' | 'anthropic' | 'gemini'
  baseUrl: 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini'
  /** The number of the model's answers in a request. */
  turnsIn(body: Json): number
  lastResultIn(body: Json): string
  print(turn: ScriptedTurn, index: number): unknown[]
}

const sse = (events: unknown[]): Step[] => [
  head(200, { 'content-type': 'text/event-stream' }),
  ...events.map((event) => {
    const { type } = event as { type?: string }
    const name = type === undefined ? '' : `event: ${type}\n`
    return write(`${name}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  }),
  end,
]

/** Answers by the script; requests after its end are errors. */
export const play =
  (vendor: Vendor, turns: readonly ScriptedTurn[]) =>
  (request: RecordedRequest): { steps: Step[] } => {
    const body = request.json as Json
    const index = vendor.turnsIn(body)
    const turn = turns[index]
    if (turn === undefined) throw new Error(`the script has ${turns.length} turns`)
    const say = turn.say?.replace('{last}', vendor.lastResultIn(body))
    return { steps: sse(vendor.print({ ...turn, ...(say === undefined ? {} : { say }) }, index)) }
  }

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
const textIn = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : list(content)
        .map(({ text }) => String(text ?? ''))
        .join('')

const verbOf = (deed: Exclude<Deed, { do: 'bash' }>): [string, Json] => {
  switch (deed.do) {
    case 'click':
      return ['left_click', { coordinate: [deed.x, deed.y] }]
    case 'type':
      return ['type', { text: deed.text }]
    case 'key':
      return ['key', { text: deed.key }]
    case 'screenshot':
      return ['screenshot', {}]
    case 'press':
      return ['left_mouse_down', {}]
  }
}

const functionCalling: Vendor = {
  model: 'some-vision-model',
  dialect: 'openai',
  baseUrl: 'openai-chat',
  turnsIn: ({ messages }) => list(messages).filter(({ role }) => role === 'assistant').length,
  lastResultIn: ({ messages }) => textIn(list(messages).findLast(({ role }) => role === 'tool')?.['content']),
  print: ({ say, deeds = [] }, index) => {
    const chunk = (delta: object, finish: string | null = null) => ({
      id: `c${index}`,
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, finish_reason: finish }],
    })
    const calls = deeds.map((deed, at) => {
      const [name, input] = deed.do === 'bash' ? ['bash', { command: deed.command }] : ['computer', {}]
      const [action, fields] = deed.do === 'bash' ? [undefined, input] : verbOf(deed)
      const args = JSON.stringify(action === undefined ? fields : { action, ...fields })
      return { index: at, id: `call_${index}_${at}`, type: 'function', function: { name, arguments: args } }
    })
    return [
      chunk({ role: 'assistant', content: say ?? '' }),
      ...calls.map((call) => chunk({ tool_calls: [call] })),
      chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
      {
        ...chunk({}),
        choices: [],
        usage: { prompt_tokens: 1_000, completion_tokens: 50, total_tokens: 1_050 },
      },
      '[DONE]',
    ]
  },
}

const anthropic = (model: string, isToolset: boolean): Vendor => ({
  model,
  dialect: 'anthropic',
  baseUrl: 'anthropic-messages',
  turnsIn: functionCalling.turnsIn,
  lastResultIn: ({ messages }) =>
    textIn(
      list(messages)
        .flatMap(({ content }) => list(content))
        .findLast(({ type }) => type === 'tool_result')?.['content'],
    ),
  print: ({ say, think, deeds = [] }, index) => {
    const blocks: [Json, Json[]][] = []
    if (think !== undefined)
      blocks.push([
        { type: 'thinking', thinking: '', signature: '' },
        [
          { type: 'thinking_delta', thinking: think },
          { type: 'signature_delta', signature: `signed-${index}` },
        ],
      ])
    if (say !== undefined) blocks.push([{ type: 'text', text: '' }, [{ type: 'text_delta', text: say }]])
    for (const [at, deed] of deeds.entries()) {
      const [verb, fields] = deed.do === 'bash' ? ['bash', { command: deed.command }] : verbOf(deed)
      const isOld = !isToolset && deed.do !== 'bash'
      const block = {
        type: 'tool_use',
        id: `toolu_${index}_${at}`,
        name: isOld ? 'computer' : verb,
        ...(isToolset && deed.do !== 'bash' ? { toolset_name: 'computer' } : {}),
        input: {},
      }
      const json = JSON.stringify(isOld ? { action: verb, ...fields } : fields)
      blocks.push([block, [{ type: 'input_json_delta', partial_json: json }]])
    }
    return [
      {
        type: 'message_start',
        message: {
          id: `msg_${index}`,
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 1_000, output_tokens: 1 },
        },
      },
      ...blocks.flatMap(([block, deltas], at) => [
        { type: 'content_block_start', index: at, content_block: block },
        ...deltas.map((delta) => ({ type: 'content_block_delta', index: at, delta })),
        { type: 'content_block_stop', index: at },
      ]),
      {
        type: 'message_delta',
        delta: { stop_reason: deeds.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
        usage: { input_tokens: 1_000, output_tokens: 50 },
      },
      { type: 'message_stop' },
    ]
  },
})

const openai: Vendor = {
  model: 'gpt-5.6',
  dialect: 'openai-responses',
  baseUrl: 'openai-responses',
  turnsIn: ({ input }) => list(input).filter(({ type }) => type === 'reasoning').length,
  lastResultIn: ({ input }) =>
    String(list(input).findLast(({ type }) => type === 'function_call_output')?.['output']),
  print: ({ say, deeds = [], check }, index) => {
    const actions = deeds.flatMap((deed): Json[] => {
      switch (deed.do) {
        case 'click':
          return [{ type: 'click', button: 'left', x: deed.x, y: deed.y }]
        case 'type':
          return [{ type: 'type', text: deed.text }]
        case 'key':
          return [{ type: 'keypress', keys: deed.key.toUpperCase().split('+') }]
        case 'screenshot':
          return [{ type: 'screenshot' }]
        case 'bash':
        case 'press':
          return []
      }
    })
    const checks =
      check === undefined ? [] : [{ id: 'cu_sc_1', code: 'malicious_instructions', message: check }]
    const output: Json[] = [
      { type: 'reasoning', id: `rs_${index}`, summary: [], encrypted_content: `sealed-${index}` },
      ...(say === undefined
        ? []
        : [
            {
              type: 'message',
              id: `msg_${index}`,
              role: 'assistant',
              status: 'completed',
              content: [{ type: 'output_text', text: say, annotations: [] }],
            },
          ]),
      ...(actions.length === 0
        ? []
        : [
            {
              type: 'computer_call',
              id: `cu_${index}`,
              call_id: `call_${index}`,
              status: 'completed',
              pending_safety_checks: checks,
              actions,
            },
          ]),
      ...deeds.flatMap((deed, at) =>
        deed.do === 'bash'
          ? [
              {
                type: 'function_call',
                id: `fc_${index}_${at}`,
                call_id: `call_${index}_${at}`,
                name: 'bash',
                arguments: JSON.stringify({ command: deed.command }),
                status: 'completed',
              },
            ]
          : [],
      ),
    ]
    const response = {
      id: `resp_${index}`,
      object: 'response',
      created_at: 1,
      model: 'm',
      status: 'in_progress',
      output: [],
    }
    const usage = {
      input_tokens: 1_000,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1_050,
    }
    let number = 0
    const event = (type: string, fields: object) => ({ type, sequence_number: number++, ...fields })
    return [
      event('response.created', { response }),
      ...output.flatMap((item, at) => [
        event('response.output_item.added', { output_index: at, item: { ...item, status: 'in_progress' } }),
        ...(item['type'] === 'message'
          ? [
              event('response.content_part.added', {
                item_id: item['id'],
                output_index: at,
                content_index: 0,
                part: { type: 'output_text', text: '', annotations: [] },
              }),
              event('response.output_text.delta', {
                item_id: item['id'],
                output_index: at,
                content_index: 0,
                delta: say,
              }),
              event('response.output_text.done', {
                item_id: item['id'],
                output_index: at,
                content_index: 0,
                text: say,
              }),
            ]
          : []),
        event('response.output_item.done', { output_index: at, item }),
      ]),
      event('response.completed', { response: { ...response, status: 'completed', output, usage } }),
    ]
  },
}

/** Converts to thousandths of the screen. */
const scaled = (value: number, whole: number): number => Math.round(((value + 0.5) * 1_000) / whole)

const gemini: Vendor = {
  model: 'gemini-3.5-flash',
  dialect: 'gemini',
  baseUrl: 'gemini',
  turnsIn: ({ contents }) => list(contents).filter(({ role }) => role === 'model').length,
  lastResultIn: ({ contents }) => {
    const responses = list(contents)
      .flatMap(({ parts }) => list(parts))
      .flatMap(({ functionResponse }) => (functionResponse ? [functionResponse as Json] : []))
    return String((responses.at(-1)?.['response'] as Json | undefined)?.['output'])
  },
  print: ({ say, deeds = [], check }, index) => {
    const calls = deeds.map((deed, at): Json => {
      const args = ((): [string, Json] => {
        switch (deed.do) {
          case 'click':
            return ['click', { x: scaled(deed.x, 1_280), y: scaled(deed.y, 720), intent: 'go on' }]
          case 'type':
            return ['type', { text: deed.text }]
          case 'key':
            return ['hotkey', { keys: deed.key.split('+') }]
          case 'screenshot':
            return ['take_screenshot', {}]
          case 'bash':
            return ['bash', { command: deed.command }]
          case 'press':
            return ['mouse_down', {}]
        }
      })()
      const decision =
        check === undefined
          ? {}
          : { safety_decision: { decision: 'require_confirmation', explanation: check } }
      const functionCall = { id: `fn_${index}_${at}`, name: args[0], args: { ...args[1], ...decision } }
      return { functionCall, ...(at === 0 ? { thoughtSignature: `c2lnbmVk${index}` } : {}) }
    })
    const parts = [...(say === undefined ? [] : [{ text: say }]), ...calls]
    return [
      { candidates: [{ index: 0, content: { role: 'model', parts } }], modelVersion: 'm' },
      {
        candidates: [{ index: 0, content: { role: 'model', parts: [] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 1_000, candidatesTokenCount: 50, totalTokenCount: 1_050 },
        modelVersion: 'm',
      },
    ]
  },
}

/** A model for each style of tool, and for Anthropic's older one. */
export const VENDORS = {
  'a function': functionCalling,
  'Anthropic’s toolset': anthropic('claude-sonnet-5', true),
  'Anthropic’s computer_20250124': anthropic('claude-sonnet-4.5', false),
  'OpenAI’s computer': openai,
  'Gemini’s computer use': gemini,
} as const satisfies Record<string, Vendor>
