import { describe, expect, it } from 'vitest'
import { instructionsFor, prune, scaleFor, STYLES, toolsFor } from './index.ts'
import type { ComputerTool } from '@gptget/contracts'
import type { Entry, Shot } from './index.ts'

const SCALE = scaleFor({ width: 1_280, height: 720 })
/** A display that is too large to be sent unchanged: its screenshots are about three quarters as wide. */
const LARGE = scaleFor({ width: 1_920, height: 1_080 })
const SHOT: Shot = { base64: 'AAAA', mediaType: 'image/png', width: 1_280, height: 720 }

type Spoken = { data: object[]; id: string }

const chat = (name: string, input: object): Spoken => ({
  id: 'c1',
  data: [
    {
      choices: [
        {
          delta: {
            role: 'assistant',
            content: 'So.',
            tool_calls: [
              { index: 0, id: 'c1', type: 'function', function: { name, arguments: JSON.stringify(input) } },
            ],
          },
        },
      ],
    },
    { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
  ],
})

const anthropic = (name: string, input: object): Spoken => ({
  id: 't1',
  data: [
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'signed' } },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'So.' } },
    { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 't1', name, input: {} } },
    {
      type: 'content_block_delta',
      index: 2,
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
  ],
})

const openai = (action: object, checks: object[] = []): Spoken => ({
  id: 'call_1',
  data: [
    { type: 'response.output_text.delta', delta: 'So.' },
    {
      type: 'response.completed',
      response: {
        status: 'completed',
        output: [
          { type: 'reasoning', id: 'rs', encrypted_content: 'sealed' },
          { type: 'message', content: [{ type: 'output_text', text: 'So.' }] },
          {
            type: 'computer_call',
            id: 'cu',
            call_id: 'call_1',
            actions: [action],
            pending_safety_checks: checks,
          },
        ],
      },
    },
  ],
})

const gemini = (name: string, args: object): Spoken => ({
  id: 'f1',
  data: [
    { candidates: [{ content: { parts: [{ text: 'S' }] } }] },
    {
      candidates: [
        {
          content: {
            parts: [{ text: 'o.' }, { functionCall: { id: 'f1', name, args }, thoughtSignature: 'x' }],
          },
          finishReason: 'STOP',
        },
      ],
    },
  ],
})

const read = (tool: ComputerTool, { data }: Spoken, scale = SCALE) => {
  const reader = STYLES[tool].read(scale)
  const heard = data.flatMap((event) => reader.push(JSON.stringify(event)))
  return { heard, turn: reader.end() }
}

/** The same click, and one outside of the screen, in each vendor's format. */
const CLICKS: Record<ComputerTool, (x: number, y: number) => Spoken> = {
  function: (x, y) => chat('computer', { action: 'left_click', coordinate: [x, y] }),
  computer_toolset_20260801: (x, y) => anthropic('left_click', { coordinate: [x, y] }),
  computer_20251124: (x, y) => anthropic('computer', { action: 'left_click', coordinate: [x, y] }),
  computer_20250124: (x, y) => anthropic('computer', { action: 'left_click', coordinate: [x, y] }),
  openai_computer: (x, y) => openai({ type: 'click', button: 'left', x, y }),
  gemini_computer_use: (x, y) => gemini('click', { x, y }),
}
const TOOLS = Object.keys(CLICKS) as ComputerTool[]
const isGrid = (tool: ComputerTool): boolean => tool === 'gemini_computer_use'

describe.each(TOOLS)('a model that uses a computer by %s', (tool) => {
  it('clicks where it says, in pixels of the display', () => {
    const { turn, heard } = read(tool, CLICKS[tool](640, 360))
    expect(
      heard
        .filter(({ type }) => type === 'text')
        .map(({ text }) => text)
        .join(''),
    ).toBe('So.')
    const at = isGrid(tool) ? { x: 819, y: 259 } : { x: 640, y: 360 }
    expect(turn).toMatchObject({
      text: 'So.',
      finish: 'calls',
      calls: [{ id: CLICKS[tool](0, 0).id, asked: [{ action: { type: 'click', button: 'left', ...at } }] }],
    })
    const large = read(tool, CLICKS[tool](640, 360), LARGE).turn.calls[0]!.asked[0]
    const scaled = isGrid(tool)
      ? { x: 1_228, y: 388 }
      : { x: Math.floor((640 * 1_920) / LARGE.sentWidth), y: Math.floor((360 * 1_080) / LARGE.sentHeight) }
    expect(large).toMatchObject({ action: scaled })
  })

  it('is told about a point outside the screen, which is not moved inside', () => {
    const { turn } = read(tool, CLICKS[tool](1_280, 10))
    expect(turn.calls[0]!.asked).toEqual([
      { error: expect.stringContaining('outside of the screen') as string },
    ])
  })

  it('is replayed unchanged, with the results', () => {
    const { turn } = read(tool, CLICKS[tool](10, 10))
    const entries: Entry[] = [
      {
        type: 'user',
        parts: [
          { type: 'text', text: 'Go.' },
          { type: 'shot', shot: SHOT },
        ],
      },
      { type: 'turn', turn },
      {
        type: 'results',
        notes: ['A note.'],
        results: [
          { call: turn.calls[0]!, texts: ['It failed.'], isError: true, image: SHOT, acknowledged: [] },
        ],
      },
    ]
    const asked = {
      model: 'a/b',
      instructions: instructionsFor(SCALE),
      scale: SCALE,
      maxTokens: 99,
      temperature: 0.5,
      effort: null,
    }
    const written = (all: readonly Entry[]): string =>
      JSON.stringify(STYLES[tool].write({ ...asked, entries: all }).body)
    const sent = written(entries)
    for (const part of [
      'Go.',
      'It failed.',
      'A note.',
      'AAAA',
      '99',
      JSON.stringify(turn.native).slice(1, -1),
    ])
      expect(
        sent.includes(part) || sent.replaceAll(',"cache_control":{"type":"ephemeral"}', '').includes(part),
      ).toBe(true)
    const kept = written(prune(entries, { keep: 0, at: 1 }))
    expect(kept).not.toContain('AAAA')
    expect(kept).toContain('older screenshot')
  })

  it('is no answer if its end is missing', () => {
    const { data } = CLICKS[tool](10, 10)
    const reader = STYLES[tool].read(SCALE)
    for (const event of data.slice(0, -1)) reader.push(JSON.stringify(event))
    expect(() => reader.end()).toThrow('broke off')
  })
})

describe('what a person must approve', () => {
  it('comes with the call from OpenAI and Gemini', () => {
    const check = { id: 'sc_1', code: 'sensitive_domain', message: 'A bank.' }
    expect(read('openai_computer', openai({ type: 'wait' }, [check])).turn.calls[0]!.checks).toEqual([check])
    const decision = { decision: 'require_confirmation', explanation: 'It buys.' }
    const { calls } = read(
      'gemini_computer_use',
      gemini('click', { x: 1, y: 1, safety_decision: decision }),
    ).turn
    expect(calls[0]!.checks).toMatchObject([{ code: 'require_confirmation', message: 'It buys.' }])
  })
})

it('a model is offered what its vendor documents, and then a function', () => {
  expect(toolsFor(['computer_of_tomorrow', 'computer_toolset_20260801', 'computer_20251124'])).toEqual([
    'computer_toolset_20260801',
    'computer_20251124',
    'function',
  ])
  expect(toolsFor()).toEqual(['function'])
})

const result = (image: Shot | 'pruned'): Entry => ({
  type: 'results',
  notes: [],
  results: [
    {
      call: { id: 'a', name: 'computer', asked: [], checks: [] },
      texts: [],
      isError: false,
      image,
      acknowledged: [],
    },
  ],
})

it('screenshots are removed many at once and rarely, and the newest three stay', () => {
  const eleven = Array.from({ length: 11 }, () => result(SHOT))
  expect(prune(eleven)).toEqual(eleven)
  const pruned = prune([...eleven, result(SHOT)])
  expect(pruned).toEqual([...Array.from({ length: 9 }, () => result('pruned')), ...eleven.slice(0, 3)])
})
